package io.distsys.hazelcast.discovery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.distsys.hazelcast.TestKeys;
import io.distsys.time.MonotonicClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Questions to an API server that answers as Kubernetes does, or as it should not. */
class KubernetesApiTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@TempDir
	private static Path directory;

	private static TestKeys keys;

	private static Path token;

	private static Path authority;

	private StubKubernetesApi server;

	@BeforeAll
	static void makeFiles() throws Exception {
		keys = new TestKeys(directory, "api");
		token = Files.writeString(directory.resolve("token"), StubKubernetesApi.token() + "\n");
		authority = Files.writeString(directory.resolve("ca.crt"), keys.pem());
	}

	@BeforeEach
	void start() throws Exception {
		this.server = new StubKubernetesApi(keys.context());
		this.server.pods("10.0.0.1", "10.0.0.2");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private KubernetesApi.Settings settings(String service, String labels, Duration timeout) {
		return new KubernetesApi.Settings(this.server.url(), "shop", service, labels, token, authority, timeout);
	}

	private KubernetesApi service() {
		return new KubernetesApi(settings("nodes", "", LONG));
	}

	private static DiscoveryException failure(KubernetesApi source) {
		return catchThrowableOfType(DiscoveryException.class, source::addresses);
	}

	@Test
	void endpointsOfAServiceAreAskedForEachTimeReadyOrNot() {
		KubernetesApi source = service();
		assertThat(source.addresses()).containsExactly("10.0.0.1", "10.0.0.2");
		this.server.pods("10.0.0.2", "10.0.0.3");
		assertThat(source.addresses()).containsExactly("10.0.0.2", "10.0.0.3");
	}

	@Test
	void podsWithLabelsAreThoseThatHaveAnAddressAndStay() {
		assertThat(new KubernetesApi(settings("", "app=nodes", LONG)).addresses()).containsExactly("10.0.0.1",
				"10.0.0.2");
	}

	@ParameterizedTest
	@CsvSource({ "401, does not accept the token, token, true",
			"403, may not list them, docs/kubernetes/rbac.yaml, true",
			"404, there is no such thing, distsys.discovery.kubernetes.namespace, true",
			"410, answered 410, reaches the API server, false", "500, answered 500, reaches the API server, false" })
	void refusalIsExplained(int status, String description, String action, boolean permanent) {
		this.server.fail(status);
		DiscoveryException failure = failure(service());
		assertThat(failure).hasMessageContaining(description)
			.hasMessageContaining("the endpoints of the service nodes in the namespace shop");
		assertThat(failure.action()).contains(action);
		assertThat(failure.permanent()).isEqualTo(permanent);
	}

	@Test
	void slowServerIsNotWaitedFor() {
		this.server.feel(StubKubernetesApi.Mood.SLOW);
		assertThat(failure(new KubernetesApi(settings("nodes", "", Duration.ofMillis(500)))))
			.hasMessageContaining("did not answer within 500 ms");
	}

	@Test
	void answerThatBreaksOffOrIsNoneIsExplained() {
		this.server.feel(StubKubernetesApi.Mood.CUT);
		assertThat(failure(service())).hasMessageContaining("could not be asked");
		this.server.feel(StubKubernetesApi.Mood.CONFUSED);
		assertThat(failure(service())).hasMessageContaining("cannot be read");
	}

	@Test
	void serverThatTheAuthorityDoesNotVouchForGetsNoToken() throws Exception {
		try (StubKubernetesApi impostor = new StubKubernetesApi(new TestKeys(directory, "impostor").context())) {
			KubernetesApi source = new KubernetesApi(
					new KubernetesApi.Settings(impostor.url(), "shop", "nodes", "", token, authority, LONG));
			assertThat(failure(source)).hasMessageContaining("does not vouch for");
			assertThat(impostor.questions()).isEmpty();
		}
	}

	@Test
	void missingFilesAreNamedWithTheProperty() {
		KubernetesApi source = new KubernetesApi(new KubernetesApi.Settings(this.server.url(), "shop", "nodes", "",
				directory.resolve("no-token"), authority, LONG));
		assertThat(failure(source).action()).contains("distsys.discovery.kubernetes.token-file");
		assertThatExceptionOfType(DiscoveryException.class)
			.isThrownBy(() -> new KubernetesApi(new KubernetesApi.Settings(this.server.url(), "shop", "nodes", "",
					token, directory.resolve("no-ca"), LONG)))
			.satisfies((ex) -> assertThat(ex.action()).contains("distsys.discovery.kubernetes.ca-file"));
	}

	@Test
	void preflightWaitsForAnAddressAndNotWhereItIsNoUse() {
		Preflight preflight = new Preflight(MonotonicClock.system());
		assertThat(preflight.await(service(), LONG)).containsExactly("10.0.0.1", "10.0.0.2");
		this.server.pods();
		assertThatExceptionOfType(DiscoveryException.class)
			.isThrownBy(() -> preflight.await(service(), Duration.ofMillis(1)))
			.withMessageContaining("There are no addresses of nodes in the endpoints of the service nodes")
			.satisfies((ex) -> assertThat(ex.action()).contains("publishNotReadyAddresses"));
		this.server.fail(403);
		assertThatExceptionOfType(DiscoveryException.class).isThrownBy(() -> preflight.await(service(), LONG))
			.withMessageContaining("may not list them");
	}

}
