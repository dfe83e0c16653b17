package io.distsys.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an editor shows of the properties. */
class ConfigurationMetadataTests {

	private static final String LOCATION = "META-INF/spring-configuration-metadata.json";

	private static List<Map<String, Object>> properties(String json) {
		return JsonPath.read(json, "$.properties[?(@.name =~ /distsys\\..*/)]");
	}

	private static List<String> undescribed(List<Map<String, Object>> properties) {
		return properties.stream()
			.filter((property) -> String.valueOf(property.getOrDefault("description", "")).isBlank())
			.map((property) -> String.valueOf(property.get("name")))
			.toList();
	}

	/** The properties of the library, as an editor reads them. */
	static List<Map<String, Object>> ownProperties() throws IOException {
		List<Map<String, Object>> properties = new ArrayList<>();
		for (URL url : Collections.list(ConfigurationMetadataTests.class.getClassLoader().getResources(LOCATION))) {
			try (InputStream stream = url.openStream()) {
				properties.addAll(properties(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
			}
		}
		return properties;
	}

	@Test
	void everyPropertyHasADescription() throws IOException {
		assertThat(ownProperties()).extracting((property) -> property.get("name"))
			.contains("distsys.enabled", "distsys.lease.ttl", "distsys.cluster.expected-size",
					"distsys.discovery.tcp-ip.members", "distsys.worker.enabled");
		assertThat(undescribed(ownProperties())).isEmpty();
	}

	@Test
	void everyPropertyHasItsDefaultWhereItIsOneValue() throws IOException {
		assertThat(ownProperties()).filteredOn((property) -> "java.time.Duration".equals(property.get("type")))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property).containsKey("defaultValue"));
	}

	@Test
	void propertyWithoutDescriptionIsFound() {
		String json = """
				{ "properties": [ { "name": "distsys.bare", "type": "int" },
				  { "name": "distsys.blank", "description": " " },
				  { "name": "distsys.good", "description": "Says what it does." },
				  { "name": "spring.other" } ] }""";
		assertThat(undescribed(properties(json))).containsExactly("distsys.bare", "distsys.blank");
	}

}
