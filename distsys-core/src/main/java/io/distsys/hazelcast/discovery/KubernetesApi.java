package io.distsys.hazelcast.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import com.hazelcast.internal.json.Json;
import com.hazelcast.internal.json.JsonObject;
import com.hazelcast.internal.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The pods that Kubernetes names, asked of its API: those behind a service, ready or not,
 * or those with certain labels.
 *
 * @since 0.1
 */
public final class KubernetesApi implements AddressSource {

	private final Settings settings;

	private final HttpClient client;

	/**
	 * Create a source.
	 * @param settings what to ask whom
	 * @throws DiscoveryException if the certificate of the authority cannot be read
	 */
	public KubernetesApi(Settings settings) {
		this.settings = settings;
		this.client = HttpClient.newBuilder()
			.connectTimeout(settings.timeout())
			.sslContext(sslContext(settings.caFile()))
			.version(HttpClient.Version.HTTP_1_1)
			.build();
	}

	private static SSLContext sslContext(Path caFile) {
		try (InputStream stream = Files.newInputStream(caFile)) {
			KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
			trusted.load(null, null);
			int number = 0;
			for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
				trusted.setCertificateEntry("ca-" + number++, certificate);
			}
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, factory.getTrustManagers(), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new DiscoveryException(
					"The certificate of the authority of the Kubernetes API cannot be read from " + caFile + ": " + ex
							+ ".",
					"Let the pod mount its service account (automountServiceAccountToken), or set "
							+ "distsys.discovery.kubernetes.ca-file.",
					true, ex);
		}
	}

	@Override
	public List<String> addresses() {
		HttpRequest request = HttpRequest.newBuilder(uri())
			.timeout(this.settings.timeout())
			.header("Authorization", "Bearer " + token())
			.header("Accept", "application/json")
			.build();
		try {
			HttpResponse<String> response = this.client.send(request,
					HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
			if (response.statusCode() != 200) {
				throw refused(response.statusCode());
			}
			return read(response.body());
		}
		catch (HttpTimeoutException ex) {
			throw unavailable("did not answer within " + this.settings.timeout().toMillis() + " ms", ex);
		}
		catch (SSLException ex) {
			throw new DiscoveryException(
					"The Kubernetes API at " + this.settings.url() + " showed a certificate that "
							+ this.settings.caFile() + " does not vouch for: " + ex.getMessage() + ".",
					"Set distsys.discovery.kubernetes.ca-file to the certificate of the cluster's authority.", true,
					ex);
		}
		catch (IOException ex) {
			throw unavailable("could not be asked (" + ex + ")", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unavailable("was asked by a thread that was interrupted", ex);
		}
	}

	private URI uri() {
		String namespace = this.settings.namespace();
		if (!this.settings.serviceName().isEmpty()) {
			return URI.create(this.settings.url() + "/apis/discovery.k8s.io/v1/namespaces/" + namespace
					+ "/endpointslices?labelSelector="
					+ encode("kubernetes.io/service-name=" + this.settings.serviceName()));
		}
		return URI.create(this.settings.url() + "/api/v1/namespaces/" + namespace + "/pods?labelSelector="
				+ encode(this.settings.podLabels()));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	/** Read each time: Kubernetes changes it from time to time. */
	private String token() {
		try {
			return Files.readString(this.settings.tokenFile()).strip();
		}
		catch (IOException ex) {
			throw new DiscoveryException(
					"The token for the Kubernetes API cannot be read from " + this.settings.tokenFile() + ": " + ex
							+ ".",
					"Let the pod mount its service account (automountServiceAccountToken), or set "
							+ "distsys.discovery.kubernetes.token-file.",
					true, ex);
		}
	}

	private DiscoveryException refused(int status) {
		String asked = "The Kubernetes API at " + this.settings.url() + " refused " + description() + " with " + status;
		return switch (status) {
			case 401 -> new DiscoveryException(asked + ": it does not accept the token.", "Look whether the token in "
					+ this.settings.tokenFile() + " is the one of the pod's service account.", true, null);
			case 403 ->
				new DiscoveryException(asked + ": the service account of the pod may not list them.",
						"Apply docs/kubernetes/rbac.yaml: a Role in the namespace " + this.settings.namespace()
								+ " with the verb list on " + resource() + ", bound to the service account.",
						true, null);
			case 404 -> new DiscoveryException(asked + ": there is no such thing.",
					"Look at distsys.discovery.kubernetes.namespace, and whether the API has the resource " + resource()
							+ " (Kubernetes 1.21 or newer).",
					true, null);
			default -> unavailable("answered " + status, null);
		};
	}

	private String resource() {
		return this.settings.serviceName().isEmpty() ? "pods" : "endpointslices in discovery.k8s.io";
	}

	private DiscoveryException unavailable(String what, @Nullable Throwable cause) {
		return new DiscoveryException(
				"The Kubernetes API at " + this.settings.url() + " " + what + " for " + description() + ".",
				"Look whether the pod reaches the API server, and whether that is overloaded.", false, cause);
	}

	private List<String> read(String body) {
		try {
			JsonObject answer = Json.parse(body).asObject();
			List<String> addresses = new ArrayList<>();
			for (JsonValue item : answer.get("items").asArray()) {
				if (this.settings.serviceName().isEmpty()) {
					readPod(item.asObject(), addresses);
				}
				else {
					readSlice(item.asObject(), addresses);
				}
			}
			return addresses;
		}
		catch (RuntimeException ex) {
			throw unavailable("gave an answer that cannot be read (" + ex.getMessage() + ")", ex);
		}
	}

	private static void readPod(JsonObject pod, List<String> into) {
		JsonValue status = pod.get("status");
		boolean going = pod.get("metadata") != null && pod.get("metadata").asObject().get("deletionTimestamp") != null;
		if (status != null && !going) {
			String ip = status.asObject().getString("podIP", "");
			if (!ip.isEmpty()) {
				into.add(ip);
			}
		}
	}

	/** Ready or not: nodes must find each other before they are ready. */
	private static void readSlice(JsonObject slice, List<String> into) {
		JsonValue endpoints = slice.get("endpoints");
		if (endpoints == null || endpoints.isNull()) {
			return;
		}
		for (JsonValue endpoint : endpoints.asArray()) {
			for (JsonValue address : endpoint.asObject().get("addresses").asArray()) {
				into.add(address.asString());
			}
		}
	}

	@Override
	public String description() {
		return (this.settings.serviceName().isEmpty() ? "the pods with the labels " + this.settings.podLabels()
				: "the endpoints of the service " + this.settings.serviceName()) + " in the namespace "
				+ this.settings.namespace();
	}

	/**
	 * What to ask whom.
	 *
	 * @param url the API server
	 * @param namespace the namespace
	 * @param serviceName the service whose endpoints are wanted; if empty, pods are
	 * @param podLabels a label selector, for instance {@code app=donation-service}
	 * @param tokenFile has the token, read for each question
	 * @param caFile has the certificates of the authority, in PEM
	 * @param timeout how long an answer may take
	 */
	public record Settings(String url, String namespace, String serviceName, String podLabels, Path tokenFile,
			Path caFile, Duration timeout) {

		public Settings {
			if (serviceName.isEmpty() == podLabels.isEmpty()) {
				throw new IllegalArgumentException("either serviceName or podLabels must be set");
			}
		}

	}

}
