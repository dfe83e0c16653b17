package io.distsys.autoconfigure.diagnostics;

import java.time.Duration;
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
		Class<?> type = cause.getTargetType().getType();
		String form = FORMS.getOrDefault(type, "a value of the type " + ClassUtils.getQualifiedName(type));
		return new FailureAnalysis(
				"The property " + bind.getName() + " is '" + cause.getValue() + "'" + origin(bind)
						+ ", and that is not " + form + ".",
				"Set " + bind.getName() + " to " + form + ", or remove it to get the default.", cause);
	}

	private static String origin(BindException bind) {
		ConfigurationProperty property = bind.getProperty();
		return (property != null && property.getOrigin() != null) ? " (from " + property.getOrigin() + ")" : "";
	}

}
