package io.distsys.applications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.actuate.ClusterDescriptor.GroupDescriptor;
import io.distsys.actuate.ClusterDescriptor.PresenceDescriptor;
import io.distsys.actuate.ClusterEndpoint;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.group.ClusterGroups;
import io.distsys.group.GroupMember;
import io.distsys.group.GroupMembership;
import io.distsys.ownership.Guarantee;
import io.distsys.presence.Presence;
import io.distsys.presence.PresenceTracking;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.RegisteredName;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.registry.RegistrationResult.Taken;
import io.distsys.spring.ClusterListeners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Groups, presence, topics and names of a role, on two nodes that have it and one that
 * has not.
 */
@Timeout(180)
class RolesIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("roles", 18291);

	private ConfigurableApplicationContext first;

	private ConfigurableApplicationContext second;

	private ConfigurableApplicationContext without;

	@BeforeEach
	void startTwoOfTheRoleAndOneWithoutIt() {
		this.first = start("a", "distsys.cluster.roles=edge");
		this.second = start("b", "distsys.cluster.roles=edge,store");
		this.without = start("c", "distsys.cluster.roles=store");
		await().atMost(LONG)
			.until(() -> this.applications.all()
				.stream()
				.allMatch((node) -> node.getBean(Cluster.class).view().nodes().size() == 3));
	}

	private ConfigurableApplicationContext start(String name, String roles) {
		return this.applications.start(RolesApplication.class, name, roles, "distsys.worker.enabled=false",
				"spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=cluster",
				"spring.jmx.registration-policy=ignore-existing");
	}

	@Test
	void onlyTheNodesOfARoleKnowOfItsGroups() {
		ClusterGroups edge = this.first.getBean(ClusterGroups.class).ofRole("edge");
		List<String> rendered = new CopyOnWriteArrayList<>();
		try (GroupMembership member = edge.join("renderers", String.class,
				(picture, sender) -> rendered.add(picture))) {
			ClusterGroups other = this.second.getBean(ClusterGroups.class).ofRole("edge");
			await().atMost(LONG).until(() -> other.members("renderers").size() == 1);
			assertThat(other.members("renderers")).extracting(GroupMember::node)
				.containsExactly(member.member().node());
			assertThat(other.broadcast("renderers", "sunset")).isEqualTo(1);
			await().atMost(LONG).until(() -> rendered.equals(List.of("sunset")));
			await().atMost(LONG).until(() -> this.first.getBean(ClusterGroups.class).deliveries().delivered() == 1);
			assertThat(this.second.getBean(ClusterGroups.class).members("renderers")).isEmpty();
			assertThat(this.second.getBean(ClusterGroups.class).ofRole("store").members("renderers")).isEmpty();
			assertThat(this.without.getBean(ClusterGroups.class).members("renderers")).isEmpty();
			assertThat(this.second.getBean(ClusterEndpoint.class).cluster().groups())
				.containsExactly(new GroupDescriptor("renderers@edge", Map.of("a", 1)));
		}
		assertThatIllegalStateException().isThrownBy(() -> this.without.getBean(ClusterGroups.class).ofRole("edge"))
			.withMessage("The groups of the role 'edge' are known on its nodes only, and there are those of [store]"
					+ " here: set distsys.cluster.roles");
	}

	@Test
	void onlyTheNodesOfARoleKnowWhoIsPresentOnIt() {
		PresenceTracking tracking = this.first.getBean(Presence.class)
			.ofRole("edge")
			.track("hall", "ann", Map.of("as", "guest"));
		Presence other = this.second.getBean(Presence.class).ofRole("edge");
		await().atMost(LONG).until(() -> other.isPresent("hall", "ann"));
		assertThat(this.second.getBean(Presence.class).isPresent("hall", "ann")).isFalse();
		assertThat(this.without.getBean(Presence.class).topics()).isEmpty();
		assertThat(this.second.getBean(ClusterEndpoint.class).cluster().presence())
			.containsExactly(new PresenceDescriptor("hall@edge", 1, Map.of("a", 1)));
		tracking.close();
		await().atMost(LONG).until(() -> !other.isPresent("hall", "ann"));
		assertThatIllegalStateException().isThrownBy(() -> this.without.getBean(Presence.class).ofRole("edge"));
	}

	@Test
	void onlyTheNodesOfARoleHearWhatIsPublishedOnItsTopics() {
		Topics edge = this.first.getBean(Topics.class).ofRole("edge");
		await().atMost(LONG).until(() -> edge.publish("prices", "up") == 2);
		await().atMost(LONG).until(() -> heard(this.first).contains("up") && heard(this.second).contains("up"));
		await().atMost(LONG).until(() -> this.first.getBean(Topics.class).publish("prices", "for all") == 3);
		await().atMost(LONG)
			.until(() -> this.applications.all().stream().allMatch((node) -> heardByAll(node).contains("for all")));
		assertThat(heard(this.without)).isEmpty();
		assertThat(heard(this.second)).containsOnly("up");
		assertThat(this.second.getBean(Topics.class).statistics()).extracting(TopicStatistics::topic)
			.contains("prices", "prices@edge");
		assertThat(this.without.getBean(ClusterListeners.class).ids()).containsExactly("all");
		assertThat(this.first.getBean(ClusterListeners.class).ids()).containsExactly("all", "edge");
		assertThatIllegalStateException().isThrownBy(() -> this.without.getBean(Topics.class).ofRole("edge"));
	}

	@ParameterizedTest
	@EnumSource
	void onlyTheNodesOfARoleKnowOfItsNames(Guarantee guarantee) {
		await().atMost(LONG)
			.until(() -> this.applications.all().stream().allMatch((node) -> node.getBean(Quorum.class).isPresent()));
		ClusterRegistry edge = this.first.getBean(ClusterRegistries.class).get(guarantee, "edge");
		ClusterRegistry other = this.second.getBean(ClusterRegistries.class).get(guarantee, "edge");
		NodeId holder = this.first.getBean(Cluster.class).self().id();
		assertThat(edge.register("door", Map.of("floor", "1"))).isInstanceOf(Registered.class);
		await().atMost(LONG).until(() -> other.find("door").isPresent());
		assertThat(other.register("door", Map.of())).isEqualTo(new Taken(holder, Map.of("floor", "1")));
		assertThat(other.list("", Map.of("floor", "1"))).extracting(RegisteredName::name).containsExactly("door");
		for (ClusterRegistry apart : List.of(this.second.getBean(ClusterRegistries.class).get(guarantee),
				this.second.getBean(ClusterRegistries.class).get(guarantee, "store"),
				this.without.getBean(ClusterRegistries.class).get(guarantee))) {
			assertThat(apart.count("")).isZero();
		}
		assertThatIllegalStateException()
			.isThrownBy(() -> this.without.getBean(ClusterRegistries.class).get(guarantee, "edge"));
	}

	private static List<String> heard(ConfigurableApplicationContext node) {
		return node.getBean(Listener.class).ofEdge;
	}

	private static List<String> heardByAll(ConfigurableApplicationContext node) {
		return node.getBean(Listener.class).ofAll;
	}

	static class Listener {

		final List<String> ofAll = new CopyOnWriteArrayList<>();

		final List<String> ofEdge = new CopyOnWriteArrayList<>();

		@ClusterListener(topics = "prices", id = "all")
		void hear(String price) {
			this.ofAll.add(price);
		}

		@ClusterListener(topics = "prices", id = "edge", role = "edge")
		void hearOnTheEdge(String price) {
			this.ofEdge.add(price);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Listener.class)
	static class RolesApplication {

	}

}
