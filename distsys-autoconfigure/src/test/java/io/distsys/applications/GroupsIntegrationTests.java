package io.distsys.applications;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.distsys.applications.GalleryApplication.Gallery;
import io.distsys.group.ClusterGroups;
import io.distsys.presence.Presence;
import io.distsys.presence.PresenceTracking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application of {@code docs/groups.md} on two nodes. */
@Timeout(180)
class GroupsIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("groups", 18041);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	@Test
	void membersAndWatchersOfOneNodeAreKnownOnTheOtherUntilItLeaves() {
		ConfigurableApplicationContext first = this.applications.start(GalleryApplication.class, "a");
		ConfigurableApplicationContext second = this.applications.start(
				new SpringApplicationBuilder(GalleryApplication.class).web(WebApplicationType.SERVLET), "b",
				"server.port=0");
		for (ConfigurableApplicationContext node : List.of(first, second)) {
			ClusterGroups groups = node.getBean(ClusterGroups.class);
			await().atMost(LONG).until(() -> groups.members("renderers").size() == 2);
			assertThat(groups.localMembers("renderers")).hasSize(1)
				.first()
				.satisfies((member) -> assertThat(member.metadata()).isEqualTo(Map.of("gpu", "none")));
			assertThat(node.getBean(Gallery.class).tellAll("hello")).isEqualTo(2);
			assertThat(node.getBean(Gallery.class).render("a picture")).isTrue();
		}
		Presence presence = first.getBean(Presence.class);
		PresenceTracking ann = presence.track("campaign/7", "ann", Map.of());
		String port = second.getEnvironment().getProperty("local.server.port");
		CompletableFuture<HttpResponse<Stream<String>>> watching = watch(
				URI.create("http://localhost:" + port + "/campaigns/7/watchers?user=bob"));
		await().atMost(LONG).until(() -> isTold("present", "ann") && isTold("present", "bob"));
		await().atMost(LONG).until(() -> presence.list("campaign/7").keySet().equals(Set.of("ann", "bob")));
		ann.close();
		await().atMost(LONG).until(() -> isTold("gone", "ann"));
		watching.thenAccept((response) -> response.body().close());
		second.close();
		ClusterGroups groups = first.getBean(ClusterGroups.class);
		await().atMost(LONG).until(() -> groups.members("renderers").size() == 1);
		await().atMost(LONG).until(() -> presence.list("campaign/7").isEmpty());
	}

	private CompletableFuture<HttpResponse<Stream<String>>> watch(URI uri) {
		CompletableFuture<HttpResponse<Stream<String>>> response = HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
		response.thenAcceptAsync((answer) -> answer.body().forEach(this.lines::add));
		return response;
	}

	private boolean isTold(String what, String who) {
		return this.lines.stream().anyMatch((line) -> line.matches(".*\"" + what + "\":\\[[^]]*\"" + who + "\".*"));
	}

}
