package io.distsys.autoconfigure.diagnostics;

import java.util.List;
import java.util.regex.Pattern;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is printed when an application does not start. */
record Explanation(String description, String action) {

	/** The member that was started may still say that it ends. */
	private static final Pattern NEXT_LOG_LINE = Pattern.compile("\\R(\\d{4}-\\d\\d-\\d\\dT)?\\d\\d:\\d\\d:\\d\\d\\.");

	/** Start it, and read what it says. */
	static Explanation of(CapturedOutput output, Class<?> application, List<String> arguments, String... properties) {
		return of(output, new SpringApplicationBuilder(application), arguments, properties);
	}

	/** Start it, and read what it says. */
	static Explanation of(CapturedOutput output, SpringApplicationBuilder application, List<String> arguments,
			String... properties) {
		assertThatThrownBy(() -> application.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off")
			.properties(properties)
			.run(arguments.toArray(String[]::new))
			.close()).isInstanceOf(Exception.class);
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START")
			.contains("Description:")
			.contains("Action:");
		String report = output.getAll().substring(output.getAll().lastIndexOf("Description:"));
		int action = report.indexOf("Action:");
		return new Explanation(report.substring("Description:".length(), action).strip(),
				NEXT_LOG_LINE.split(report.substring(action + "Action:".length()), 2)[0].strip());
	}

}
