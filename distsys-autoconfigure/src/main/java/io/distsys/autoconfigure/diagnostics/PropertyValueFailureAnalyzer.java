package io.distsys.autoconfigure.diagnostics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.ClassUtils;

/** Explains that the value of a property of the library is of another type. */
@Order(DistsysFailureAnalyzer.ORDER)
class PropertyValueFailureAnalyzer extends AbstractFailureAnalyzer<ConversionFailedException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("distsys");

	private static final Map<Class<?>, String> FORMS = Map.of(Duration.class, "a duration such as 500ms, 5s or 1m",
			int.class, "a whole number", double.class, "a number such as 0.01", boolean.class, "true or false");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ConversionFailedException cause) {
		BindException bind = findCause(rootFailure, BindException.class);
		if (bind == null || !PREFIX.isAncestorOf(bind.getName())) {
			return null;
		}
		String form = form(cause.getTargetType().getType());
		return new FailureAnalysis(
				"The property " + bind.getName() + " is '" + cause.getValue() + "'" + origin(bind)
						+ ", and that is not " + form + ".",
				"Set " + bind.getName() + " to " + form + ", or remove it to get the default.", cause);
	}

	private static String form(Class<?> type) {
		Object[] constants = type.getEnumConstants();
		return (constants != null) ? oneOf(constants)
				: FORMS.getOrDefault(type, "a value of the type " + ClassUtils.getQualifiedName(type));
	}

	/** As they are written in a file. */
	private static String oneOf(Object[] constants) {
		List<String> values = Arrays.stream(constants)
			.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
		int last = values.size() - 1;
		return (last == 0) ? values.get(0) : String.join(", ", values.subList(0, last)) + " or " + values.get(last);
	}

	private static String origin(BindException bind) {
		ConfigurationProperty property = bind.getProperty();
		return (property != null && property.getOrigin() != null) ? " (from " + property.getOrigin() + ")" : "";
	}

}
