package io.distsys.autoconfigure.hazelcast;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.hazelcast.guard.MemberGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two applications whose nodes speak TLS by an SSL bundle of Spring Boot. */
class SslBundleIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	@Test
	void nodesSpeakTlsByABundle() throws Exception {
		Path store = this.directory.resolve("nodes.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "node", "-keyalg", "EC", "-dname", "CN=nodes", "-storetype", "PKCS12",
				"-keystore", store.toString(), "-storepass", "changeit")
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("keytool.log").toFile())
			.start();
		assertThat(keytool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		try (ConfigurableApplicationContext one = start(store); ConfigurableApplicationContext two = start(store)) {
			for (ConfigurableApplicationContext node : new ConfigurableApplicationContext[] { one, two }) {
				await().atMost(PATIENCE).until(() -> node.getBean(Cluster.class).view().nodes().size() == 2);
				assertThat(MemberGuard.isGuarded(node.getBean(HazelcastInstance.class))).isTrue();
			}
			assertThat(MemberGuard.statistics(one.getBean(HazelcastInstance.class)).orElseThrow().passed())
				.isPositive();
		}
	}

	private static ConfigurableApplicationContext start(Path store) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("distsys.cluster.name=with-bundle", "distsys.network.port=17961",
					"distsys.security.ssl.bundle=nodes", "distsys.security.secret=the-secret-of-the-tests",
					"spring.ssl.bundle.jks.nodes.key.alias=node", "spring.ssl.bundle.jks.nodes.keystore.type=PKCS12",
					"spring.ssl.bundle.jks.nodes.keystore.location=file:" + store,
					"spring.ssl.bundle.jks.nodes.keystore.password=changeit",
					"spring.ssl.bundle.jks.nodes.truststore.type=PKCS12",
					"spring.ssl.bundle.jks.nodes.truststore.location=file:" + store,
					"spring.ssl.bundle.jks.nodes.truststore.password=changeit", "spring.main.banner-mode=off")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
