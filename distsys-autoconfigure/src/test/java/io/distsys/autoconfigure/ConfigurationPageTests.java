package io.distsys.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/configuration.md} lists are the properties that there are. */
class ConfigurationPageTests {

	private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/configuration.md");

	private static final Set<String> WHOLE_NUMBERS = Set.of("java.lang.Integer", "java.lang.Long");

	private static String generated() throws IOException {
		Map<String, Map<String, String>> groups = new TreeMap<>();
		for (Map<String, Object> property : ConfigurationMetadataTests.ownProperties()) {
			String name = String.valueOf(property.get("name"));
			String group = name.substring(0, Math.max("distsys".length(), name.indexOf('.', "distsys.".length())));
			groups.computeIfAbsent(group, (key) -> new TreeMap<>()).put(name, row(name, property));
		}
		return groups.entrySet()
			.stream()
			.map((group) -> "## `" + group.getKey()
					+ "`\n\n| property | type | default | what |\n| --- | --- | --- | --- |\n"
					+ String.join("\n", group.getValue().values()) + "\n")
			.collect(Collectors.joining("\n"));
	}

	private static String row(String name, Map<String, Object> property) {
		String value = String.valueOf(property.getOrDefault("defaultValue", ""));
		String description = String.valueOf(property.get("description")).replace("|", "\\|");
		return "| `" + name + "` | " + type(String.valueOf(property.get("type"))) + " | "
				+ (value.isEmpty() ? "" : "`" + value + "`") + " | " + StringUtils.capitalize(description) + " |";
	}

	private static String type(String type) {
		if (WHOLE_NUMBERS.contains(type)) {
			return "whole number";
		}
		if (type.endsWith("<java.lang.String>")) {
			return "list";
		}
		if (type.startsWith("java.util.Map<")) {
			return "map";
		}
		Class<?> known = ClassUtils.resolveClassName(type, null);
		return known.isEnum() ? values(known) : switch (known.getSimpleName()) {
			case "Boolean" -> "`true`, `false`";
			case "Double" -> "number";
			case "String" -> "text";
			default -> known.getSimpleName().toLowerCase(Locale.ROOT);
		};
	}

	private static String values(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((value) -> "`" + ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
			.collect(Collectors.joining(", "));
	}

	@Test
	void everyPropertyIsOnThePageAsTheMetadataSay() throws IOException {
		String page = Files.readString(PAGE);
		assertThat(page.substring(Math.max(0, page.indexOf("\n## ") + 1))).as("%s", generated()).isEqualTo(generated());
	}

}
