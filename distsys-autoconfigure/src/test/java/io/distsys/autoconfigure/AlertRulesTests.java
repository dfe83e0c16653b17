package io.distsys.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The alert rules, evaluated by Prometheus on series that are made up, and the dashboard.
 */
class AlertRulesTests {

	private static final Path RULES = Path.of("../docs/observability/prometheus-alerts.yaml");

	private static final Path DASHBOARD = Path.of("../docs/observability/grafana-dashboard.json");

	private static final Path TESTS = Path.of("src/test/resources/prometheus-alerts-tests.yaml");

	@TempDir
	private static Path directory;

	@BeforeAll
	static void needPromtool() throws InterruptedException {
		try {
			run("--version");
		}
		catch (IOException ex) {
			String missing = "Alert rules are tried by promtool, of the package prometheus: " + ex.getMessage();
			System.err.println("SKIPPED: " + missing);
			Assumptions.abort(missing);
		}
	}

	private static String run(String... arguments) throws IOException, InterruptedException {
		Path output = directory.resolve("promtool.log");
		List<String> command = new ArrayList<>(List.of(arguments));
		command.add(0, "promtool");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("promtool ends").isTrue();
		String said = Files.readString(output);
		assertThat(process.exitValue()).as(said).isZero();
		return said;
	}

	@Test
	void prometheusUnderstandsTheRules() throws Exception {
		assertThat(run("check", "rules", RULES.toString())).contains("SUCCESS");
	}

	@Test
	void alertsFireWhenTheyShouldAndNotOtherwise() throws Exception {
		assertThat(run("test", "rules", TESTS.toString())).contains("SUCCESS");
	}

	@Test
	void eachAlertIsSeenToFire() throws IOException {
		assertThat(found("alertname: (\\w+)\\s+exp_alerts", TESTS)).isEqualTo(found("alert: (\\w+)", RULES));
	}

	@Test
	void prometheusUnderstandsEachExpressionOfTheDashboard() throws Exception {
		List<String> expressions = JsonMapper.shared().readTree(Files.readString(DASHBOARD)).findValuesAsString("expr");
		assertThat(expressions).hasSizeGreaterThan(30);
		StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
		for (int i = 0; i < expressions.size(); i++) {
			rules.append("  - record: panel:").append(i).append("\n    expr: '");
			rules.append(expressions.get(i).replace("'", "''")).append("'\n");
		}
		Path file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
		assertThat(run("check", "rules", file.toString())).contains("SUCCESS: " + expressions.size() + " rules found");
	}

	private static Set<String> found(String pattern, Path file) throws IOException {
		return Pattern.compile(pattern)
			.matcher(Files.readString(file))
			.results()
			.map((result) -> result.group(1))
			.collect(Collectors.toSet());
	}

}
