package io.distsys.pages;

import io.distsys.worker.RestartPolicy;
import io.distsys.worker.SupervisionGroup;
import io.distsys.worker.SupervisionGroup.Strategy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class LineConfiguration {

	/** The parser needs the reader, the writer both; each key is a line of its own. */
	@Bean
	SupervisionGroup line() {
		return SupervisionGroup.of("line", Strategy.REST_FOR_ONE, "reader", "parser", "writer")
			.withEscalation(RestartPolicy.ofDefaults());
	}

}
