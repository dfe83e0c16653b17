package io.distsys.spring;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.distsys.ownership.Guarantee;
import io.distsys.ownership.ResourceKey;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.SingletonPlacement;
import io.distsys.spring.InvalidSingletonException.Fault;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

/**
 * The attributes of a {@link ClusterSingleton}, with their placeholders resolved.
 *
 * @param name name of the singleton
 * @param interfaces the interfaces that were chosen
 * @param guarantee what is promised of it
 * @param callTimeout how long a call may take, or {@literal null} for that of all
 * @param placement where it may be and should be
 */
record SingletonAttributes(String name, List<Class<?>> interfaces, Guarantee guarantee, @Nullable Duration callTimeout,
		SingletonPlacement placement) {

	static SingletonAttributes of(ClusterSingleton annotation, String beanName, ConfigurableBeanFactory beanFactory) {
		return new Reader(beanName, beanFactory).read(annotation);
	}

	/** Reads the annotation of one bean. */
	private record Reader(String beanName, ConfigurableBeanFactory beanFactory) {

		SingletonAttributes read(ClusterSingleton annotation) {
			Duration minimumStay = duration("minimumStay", annotation.minimumStay());
			SingletonPlacement placement = new SingletonPlacement(Set.copyOf(list("roles", annotation.roles())),
					Set.copyOf(list("zones", annotation.zones())),
					Set.copyOf(list("excludedNodes", annotation.excludedNodes())),
					list("preferredNodes", annotation.preferredNodes()),
					list("preferredZones", annotation.preferredZones()),
					(minimumStay != null) ? minimumStay : Duration.ZERO, minimumNodes(annotation.minimumNodes()));
			boolean needsTable = minimumStay != null || placement.minimumNodes() > 1;
			if (needsTable && annotation.guarantee() != Guarantee.STRONG) {
				throw invalid("minimumStay and minimumNodes need a majority that decides, and the guarantee is "
						+ annotation.guarantee(), "Remove them, or choose the guarantee STRONG.");
			}
			return new SingletonAttributes(name(annotation), List.of(annotation.interfaces()), annotation.guarantee(),
					positive(duration("callTimeout", annotation.callTimeout())), placement);
		}

		private String name(ClusterSingleton annotation) {
			String value = text("value", annotation.value());
			String name = text("name", annotation.name());
			if (!value.isEmpty() && !name.isEmpty() && !value.equals(name)) {
				throw invalid("value is '" + value + "' and name is '" + name + "'", "Give one of them.");
			}
			String given = value.isEmpty() ? name : value;
			return requireShort(given.isEmpty() ? this.beanName : given);
		}

		private String requireShort(String name) {
			if (name.length() > ResourceKey.LONGEST_NAME) {
				throw invalid("its name has " + name.length() + " characters, and " + ResourceKey.LONGEST_NAME
						+ " are allowed", "Give it a shorter name.");
			}
			return name;
		}

		private String text(String attribute, String value) {
			try {
				String resolved = this.beanFactory.resolveEmbeddedValue(value);
				return (resolved != null) ? resolved.strip() : "";
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSingletonException(this.beanName, Fault.PLACEHOLDER,
						"The attribute " + attribute + " of the @ClusterSingleton '" + this.beanName
								+ "' cannot be resolved: " + ex.getMessage(),
						"Define the property, or give it a default: ${name:default}.");
			}
		}

		private List<String> list(String attribute, String[] values) {
			return Arrays.stream(values)
				.flatMap((value) -> StringUtils.commaDelimitedListToSet(text(attribute, value)).stream())
				.map(String::strip)
				.filter((value) -> !value.isEmpty())
				.distinct()
				.toList();
		}

		private @Nullable Duration duration(String attribute, String value) {
			String text = text(attribute, value);
			if (text.isEmpty()) {
				return null;
			}
			try {
				Duration duration = DurationStyle.detectAndParse(text);
				if (!duration.isNegative()) {
					return duration;
				}
			}
			catch (IllegalArgumentException ex) {
				throw invalid(attribute + " is '" + text + "', and that is not a duration",
						"Set it to a duration such as 500ms, 5s or 1m.");
			}
			throw invalid(attribute + " is negative: " + text, "Set it to a duration such as 500ms, 5s or 1m.");
		}

		private @Nullable Duration positive(@Nullable Duration timeout) {
			if (timeout != null && timeout.isZero()) {
				throw invalid("callTimeout is 0", "Set it to a duration such as 500ms, 5s or 1m, or remove it.");
			}
			return timeout;
		}

		private int minimumNodes(String value) {
			String text = text("minimumNodes", value);
			try {
				int number = text.isEmpty() ? 1 : Integer.parseInt(text);
				if (number >= 1) {
					return number;
				}
			}
			catch (NumberFormatException ex) {
				throw invalid("minimumNodes is '" + text + "', and that is not a number", "Set it to 1 or more.");
			}
			throw invalid("minimumNodes is " + text, "Set it to 1 or more.");
		}

		private InvalidSingletonException invalid(String reason, String action) {
			return new InvalidSingletonException(this.beanName, Fault.ATTRIBUTE,
					"The @ClusterSingleton '" + this.beanName + "' cannot work: " + reason + ".", action);
		}

	}

}
