package io.distsys.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Warns of properties {@code distsys.*} that nothing reads, most of which are misspelt.
 * Known is what the metadata on the class path describe, whoever wrote them. Variables of
 * the environment, which may belong to something else of that name, are only mentioned if
 * they are nearly known.
 *
 * @since 0.1
 */
public final class UnknownProperties implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UnknownProperties.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("distsys");

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	/** Ends the letters of a map, below which everything is known. */
	private static final String ENTRIES = ".*";

	private static final int NEARLY = 3;

	private final ConfigurableEnvironment environment;

	private final ClassLoader classLoader;

	/**
	 * Create it.
	 * @param environment has the properties that are set
	 * @param classLoader has the metadata
	 */
	public UnknownProperties(ConfigurableEnvironment environment, ClassLoader classLoader) {
		this.environment = environment;
		this.classLoader = classLoader;
	}

	@Override
	public void afterSingletonsInstantiated() {
		try {
			find().forEach(UnknownProperties::warn);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The properties that are set could not be compared with those that there are", ex);
		}
	}

	private static void warn(String property, String meant) {
		if (meant.isEmpty()) {
			logger.warn("A property is set that nothing reads property={}", property);
		}
		else {
			logger.warn("A property is set that nothing reads property={} perhaps-meant={}", property, meant);
		}
	}

	/**
	 * Look for them.
	 * @return what is set and unknown, each with the property that may be meant, or empty
	 */
	Map<String, String> find() throws IOException {
		Map<String, String> unknown = new TreeMap<>();
		@Nullable Map<String, String> known = null;
		for (ConfigurationPropertySource source : ConfigurationPropertySources
			.from(this.environment.getPropertySources())) {
			List<ConfigurationPropertyName> names = names(source).filter(PREFIX::isAncestorOf).toList();
			if (known == null && !names.isEmpty()) {
				known = known();
			}
			for (ConfigurationPropertyName name : names) {
				if (known != null && !isKnown(name, known)) {
					String nearest = nearest(letters(name), known);
					if (!nearest.isEmpty()
							|| !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
						unknown.put(name.toString(), nearest);
					}
				}
			}
		}
		return unknown;
	}

	private static boolean isKnown(ConfigurationPropertyName name, Map<String, String> known) {
		return known.containsKey(letters(name)) || IntStream.range(1, name.getNumberOfElements())
			.anyMatch((size) -> known.containsKey(letters(name.chop(size)) + ENTRIES));
	}

	private static Stream<ConfigurationPropertyName> names(ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream() : Stream.empty();
	}

	/** The properties that there are, by their letters. */
	private Map<String, String> known() throws IOException {
		Map<String, String> known = new TreeMap<>();
		for (URL url : Collections.list(this.classLoader.getResources(METADATA))) {
			try (InputStream stream = url.openStream()) {
				String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
				if (json.contains("\"distsys.")) {
					add(JsonParserFactory.getJsonParser().parseMap(json).get("properties"), known);
				}
			}
		}
		return known;
	}

	private static void add(@Nullable Object properties, Map<String, String> known) {
		if (properties instanceof List<?> list) {
			for (Object property : list) {
				if (property instanceof Map<?, ?> attributes && attributes.get("name") instanceof String name
						&& name.startsWith("distsys.")) {
					String letters = letters(ConfigurationPropertyName.of(name));
					known.put(letters, name);
					if (String.valueOf(attributes.get("type")).startsWith("java.util.Map<")) {
						known.put(letters + ENTRIES, name);
					}
				}
			}
		}
	}

	/**
	 * A name as any source may write it: without case, dashes and dots, and without what
	 * comes after an index.
	 */
	private static String letters(ConfigurationPropertyName name) {
		StringBuilder letters = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements() && !name.chop(i + 1).isLastElementIndexed(); i++) {
			letters.append(name.getElement(i, ConfigurationPropertyName.Form.UNIFORM));
		}
		return letters.toString();
	}

	private static String nearest(String letters, Map<String, String> known) {
		return known.entrySet()
			.stream()
			.filter((entry) -> distance(letters, entry.getKey()) <= NEARLY)
			.min(Comparator.comparingInt((entry) -> distance(letters, entry.getKey())))
			.map(Map.Entry::getValue)
			.orElse("");
	}

	/** How many letters must be put in, left out or changed (Levenshtein). */
	private static int distance(String one, String other) {
		int[] before = new int[other.length() + 1];
		for (int j = 0; j <= other.length(); j++) {
			before[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int[] now = new int[other.length() + 1];
			now[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int changed = before[j - 1] + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				now[j] = Math.min(changed, Math.min(before[j], now[j - 1]) + 1);
			}
			before = now;
		}
		return before[other.length()];
	}

}
