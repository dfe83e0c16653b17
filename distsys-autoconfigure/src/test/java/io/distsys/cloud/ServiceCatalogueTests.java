package io.distsys.cloud;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.time.Subscription;
import io.distsys.tracker.MetadataCodec;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What one node learns of the services of another. */
class ServiceCatalogueTests {

	private static final Duration A_WHILE = Duration.ofSeconds(1);

	/** What was lost on the way has come by then. */
	private static final Duration REPAIRED = TrackerSettings.ofDefaults().repairInterval().multipliedBy(2);

	private final ManualLoop loop = new ManualLoop();

	private final Map<NodeId, Line> lines = new HashMap<>();

	private boolean cut;

	private final Member one = new Member();

	private final Member two = new Member();

	private static ServiceInstance instance(String service, String host) {
		return new CatalogueInstance(service + "@" + host, service, host, 8080, false, Map.of("colour", "green"));
	}

	private void meet() {
		this.one.membership.appeared(this.two.node);
		this.two.membership.appeared(this.one.node);
		this.loop.advance(A_WHILE);
	}

	private void stateOfTwo(Node.State state) {
		this.one.membership.stateChanged(this.two.node.id(), state);
		this.two.membership.stateOfSelf(state);
		this.loop.run();
	}

	@Test
	void instanceIsShownWhileItsNodeTakesWork() {
		meet();
		this.two.catalogue.register(List.of(instance("donations", "h2")));
		this.loop.run();
		assertThat(this.one.catalogue.instances("donations")).isEmpty();
		stateOfTwo(Node.State.UP);
		assertThat(this.one.catalogue.instances("Donations")).containsExactly(instance("donations", "h2"));
		assertThat(this.two.catalogue.instances("donations")).containsExactly(instance("donations", "h2"));
		assertThat(this.one.catalogue.services()).containsExactly("donations");
		stateOfTwo(Node.State.DRAINING);
		assertThat(this.one.catalogue.instances("donations")).isEmpty();
		assertThat(this.two.catalogue.services()).isEmpty();
	}

	@Test
	void newcomerAndTheOthersLearnOfEachOther() {
		this.one.catalogue.register(List.of(instance("reports", "h1")));
		this.two.catalogue.register(List.of(instance("donations", "h2"), instance("admin", "h2")));
		this.one.membership.stateOfSelf(Node.State.UP);
		meet();
		this.two.membership.stateChanged(this.one.node.id(), Node.State.UP);
		stateOfTwo(Node.State.UP);
		assertThat(this.one.catalogue.services()).containsExactly("admin", "donations", "reports");
		assertThat(this.two.catalogue.services()).containsExactly("admin", "donations", "reports");
	}

	@Test
	void whatDidNotArriveIsToldAgainUntilItDoes() {
		meet();
		stateOfTwo(Node.State.UP);
		this.cut = true;
		this.two.catalogue.register(List.of(instance("donations", "h2")));
		this.loop.advance(A_WHILE);
		this.two.catalogue.register(List.of(instance("donations", "h3")));
		this.loop.advance(A_WHILE);
		assertThat(this.one.catalogue.services()).isEmpty();
		this.cut = false;
		this.loop.advance(REPAIRED);
		assertThat(this.one.catalogue.instances("donations")).containsExactly(instance("donations", "h3"));
	}

	@Test
	void whatIsRegisteredReplacesWhatWas() {
		meet();
		stateOfTwo(Node.State.UP);
		this.two.catalogue.register(List.of(instance("donations", "h2"), instance("admin", "h2")));
		this.two.catalogue.register(List.of(instance("donations", "h2"), instance("reports", "h2")));
		this.loop.run();
		assertThat(this.one.catalogue.services()).containsExactly("donations", "reports");
		assertThat(this.two.tracker.statistics().own()).isEqualTo(2);
		this.two.catalogue.register(List.of());
		this.loop.run();
		assertThat(this.one.catalogue.services()).isEmpty();
	}

	@Test
	void whatCannotBeReadIsLeftAndWhatALaterVersionAddsIsNotRead() {
		meet();
		stateOfTwo(Node.State.UP);
		this.two.tracker.add("donations", new byte[] { 1, 2, 3 });
		this.two.tracker.add("donations", MetadataCodec.encode(Map.of("service", "donations")));
		Map<String, String> later = new HashMap<>(
				MetadataCodec.decode(InstanceCodec.encode(instance("donations", "h9"))));
		later.put("weight", "3");
		this.two.tracker.add("donations", MetadataCodec.encode(later));
		this.loop.run();
		assertThat(this.one.catalogue.instances("donations")).containsExactly(instance("donations", "h9"));
	}

	@Test
	void lostNodeIsForgottenAndLearntAgainWhenItComesBack() {
		meet();
		stateOfTwo(Node.State.UP);
		this.two.catalogue.register(List.of(instance("donations", "h2")));
		this.loop.run();
		this.one.membership.vanished(this.two.node.id(), "cut off");
		this.loop.run();
		assertThat(this.one.catalogue.services()).isEmpty();
		this.one.membership.appeared(this.two.node);
		this.one.membership.stateChanged(this.two.node.id(), Node.State.UP);
		this.loop.advance(REPAIRED);
		assertThat(this.one.catalogue.services()).containsExactly("donations");
	}

	@Test
	void listenersAreToldOfWhatCanBeSeen() {
		meet();
		stateOfTwo(Node.State.UP);
		List<List<String>> seen = new ArrayList<>();
		Subscription subscription = this.one.catalogue.subscribe(() -> {
			throw new IllegalStateException("a bad listener");
		});
		this.one.catalogue.subscribe(() -> seen.add(this.one.catalogue.services()));
		this.two.catalogue.register(List.of(instance("donations", "h2")));
		this.loop.run();
		assertThat(seen).containsExactly(List.of("donations"));
		subscription.close();
		stateOfTwo(Node.State.DRAINING);
		assertThat(seen).containsExactly(List.of("donations"), List.of());
	}

	@Test
	void instanceThatCannotBeToldIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.one.catalogue.register(List.of(instance("donations", "x".repeat(70_000)))))
			.withMessageContaining("Other nodes cannot be told");
	}

	/** A node with its catalogue. */
	private final class Member {

		private final Node node = new Node(NodeId.random(new SecureRandom()), "", "", Set.of(), "", "", "",
				Instant.EPOCH, Node.State.JOINING);

		private final ClusterMembership membership = new ClusterMembership(this.node, ServiceCatalogueTests.this.loop);

		private final Line line = new Line(this.node.id());

		private final Tracker tracker = new Tracker("services", this.line, this.membership, (other) -> true,
				ServiceCatalogueTests.this.loop, TrackerSettings.ofDefaults());

		private final ServiceCatalogue catalogue = new ServiceCatalogue(this.membership, this.tracker,
				ServiceCatalogueTests.this.loop);

	}

	/** Carries messages at once, or not at all. */
	private final class Line implements Messenger {

		private final NodeId self;

		private final Map<String, MessageHandler> handlers = new HashMap<>();

		Line(NodeId self) {
			this.self = self;
			ServiceCatalogueTests.this.lines.put(self, this);
		}

		@Override
		public NodeId self() {
			return this.self;
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			this.handlers.put(address, handler);
			return () -> this.handlers.remove(address);
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			CompletableFuture<Reply> reply = new CompletableFuture<>();
			send(to, address, payload, reply::complete);
			if (ServiceCatalogueTests.this.cut) {
				reply.complete(new Reply.Unreachable(Outcome.DID_NOT_RUN, "cut"));
			}
			return reply;
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			send(to, address, payload, (reply) -> {
			});
			return true;
		}

		private void send(NodeId to, String address, byte[] payload, MessageHandler.Replier replier) {
			if (!ServiceCatalogueTests.this.cut) {
				MessageHandler.Message message = new MessageHandler.Message(this.self, payload, Long.MAX_VALUE);
				ServiceCatalogueTests.this.loop
					.execute(() -> ServiceCatalogueTests.this.lines.get(to).deliver(address, message, replier));
			}
		}

		private void deliver(String address, MessageHandler.Message message, MessageHandler.Replier replier) {
			MessageHandler handler = this.handlers.get(address);
			if (handler != null) {
				handler.handle(message, replier);
			}
		}

	}

}
