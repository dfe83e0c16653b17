package io.distsys.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.registry.RegistrationResult.Taken;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StrongRegistryTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final FakeCore core = new FakeCore(this.loop);

	private final NodeId one = new NodeId(0, 1);

	private final NodeId two = new NodeId(0, 2);

	private final FakeCore.NodeCore coreOfOne = this.core.node(this.one);

	private final StrongRegistry first = registry(this.one, this.coreOfOne);

	private final StrongRegistry second = registry(this.two, this.core.node(this.two));

	private StrongRegistry registry(NodeId self, FakeCore.NodeCore own) {
		return new StrongRegistry(self, own, this.loop, this.users, () -> false, Duration.ofSeconds(5));
	}

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	@Test
	void nameHasOneHolderUntilItGivesItUp() {
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		this.second.subscribe(events::add);
		Registration registration = registered(this.first.register("a/x", Map.of("port", "1")));
		assertThat(this.second.register("a/x", Map.of())).isEqualTo(new Taken(this.one, Map.of("port", "1")));
		assertThat(registration.update(Map.of("port", "2"))).isTrue();
		assertThat(this.second.find("a/x").orElseThrow().metadata()).containsEntry("port", "2");
		assertThat(this.second.list("a/")).hasSize(1);
		assertThat(this.second.list("b/")).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> this.first.register("a/x", Map.of()));
		assertThat(registration.unregister()).isTrue();
		assertThat(registered(this.second.register("a/x", Map.of())).token()).isGreaterThan(registration.token());
		Awaitility.await().until(() -> events.size() == 4);
		assertThat(events.get(2)).isInstanceOfSatisfying(RegistryEvent.NameReleased.class,
				(event) -> assertThat(event.reason()).isEqualTo(RegistryEvent.Reason.UNREGISTERED));
	}

	@Test
	void nameComesBackWithTheNextSession() {
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		this.second.subscribe(events::add);
		Registration registration = registered(this.first.register("x", Map.of("k", "v")));
		var token = registration.token();
		this.coreOfOne.loseSession();
		assertThat(registration.isHeld()).isFalse();
		Awaitility.await().until(() -> events.size() == 2);
		assertThat(events.get(1)).isInstanceOfSatisfying(RegistryEvent.NameReleased.class,
				(event) -> assertThat(event.reason()).isEqualTo(RegistryEvent.Reason.HOLDER_LOST));
		this.coreOfOne.openSession();
		Awaitility.await().until(registration::isHeld);
		assertThat(registration.token()).isGreaterThan(token);
		assertThat(this.second.find("x").orElseThrow().metadata()).containsEntry("k", "v");
	}

	@Test
	void nameThatAnotherTookMeanwhileIsLostForGood() {
		Registration registration = registered(this.first.register("x", Map.of()));
		List<Registration.Loss> losses = new CopyOnWriteArrayList<>();
		registration.onLost(losses::add);
		this.coreOfOne.loseSession();
		registered(this.second.register("x", Map.of()));
		this.coreOfOne.openSession();
		Awaitility.await().until(() -> losses.size() == 1);
		assertThat(losses.get(0).takenBy()).isEqualTo(this.two);
		assertThat(registration.isHeld()).isFalse();
	}

	private static Registration registered(RegistrationResult result) {
		assertThat(result).isInstanceOf(Registered.class);
		return ((Registered) result).registration();
	}

}
