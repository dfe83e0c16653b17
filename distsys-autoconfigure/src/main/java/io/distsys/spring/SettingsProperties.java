package io.distsys.spring;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.StringUtils;

/**
 * Knows which property each component of a record of settings comes from. Settings refuse
 * their values in the words of the core, by the names of the components; whoever reads
 * the message has set properties.
 *
 * @since 0.1
 */
public final class SettingsProperties {

	private static final Pattern WORD = Pattern.compile("\\w+");

	private static final Pattern DURATION = Pattern.compile("\\bPT[-0-9.HMS]*[HMS]\\b");

	private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");

	private final Map<String, String> byComponent;

	private SettingsProperties(Map<String, String> byComponent) {
		this.byComponent = byComponent;
	}

	/**
	 * Take each component for the property of the same name in kebab case.
	 * @param prefix what the properties have in common, a valid prefix
	 * @param settings the settings
	 * @return the properties
	 */
	public static SettingsProperties of(String prefix, Class<? extends Record> settings) {
		Map<String, String> properties = new TreeMap<>();
		for (RecordComponent component : settings.getRecordComponents()) {
			String name = HUMP.matcher(component.getName()).replaceAll("-").toLowerCase(Locale.ROOT);
			properties.put(component.getName(), ConfigurationPropertyName.of(prefix).append(name).toString());
		}
		return new SettingsProperties(properties);
	}

	/**
	 * Take a component for another property.
	 * @param component name of the component
	 * @param property name of the property
	 * @return a copy that knows it
	 */
	public SettingsProperties with(String component, String property) {
		Map<String, String> properties = new TreeMap<>(this.byComponent);
		properties.put(component, property);
		return new SettingsProperties(properties);
	}

	/**
	 * Make the settings.
	 * @param <T> the settings
	 * @param settings makes them
	 * @return the settings
	 * @throws InvalidPropertyException if the settings refuse their values; it names the
	 * properties
	 */
	public <T> T check(Supplier<T> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw translate(String.valueOf(ex.getMessage()));
		}
	}

	/** A duration as it is written in properties. */
	private static String simple(MatchResult found) {
		Duration duration = Duration.parse(found.group());
		return (duration.toMillisPart() == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

	private InvalidPropertyException translate(String message) {
		List<String> named = WORD.matcher(message)
			.results()
			.map((word) -> this.byComponent.get(word.group()))
			.filter((property) -> property != null)
			.distinct()
			.toList();
		String properties = StringUtils.collectionToDelimitedString(named.isEmpty() ? this.byComponent.values() : named,
				", ");
		String reason = WORD.matcher(message)
			.replaceAll((word) -> Matcher.quoteReplacement(this.byComponent.getOrDefault(word.group(), word.group())));
		return new InvalidPropertyException(properties, DURATION.matcher(reason).replaceAll(SettingsProperties::simple),
				((named.size() == 1) ? "Change " : "Change one or more of ") + properties + " so that this holds.");
	}

}
