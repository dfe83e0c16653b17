package io.distsys.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.RecordingObserver;
import io.distsys.fakes.RecordingObserver.Sent;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.RegistrationResult.Registered;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A registry that is observed is one, and its observer sees who changes names. */
class ObservedRegistryTests extends ClusterRegistryContract {

	private final FakeCore core = new FakeCore(this.loop);

	private final NodeId one = new NodeId(0, 1);

	private final RecordingObserver observer = new RecordingObserver();

	private final ClusterRegistry first = observed(strong(this.one));

	private final ClusterRegistry second = observed(strong(new NodeId(0, 2)));

	private ClusterRegistry observed(StrongRegistry registry) {
		return ObservedRegistry.of(registry, this.observer);
	}

	private StrongRegistry strong(NodeId self) {
		return new StrongRegistry(self, this.core.node(self), this.loop, new RegistryThreads(this.users, this.users),
				() -> false, LONG);
	}

	@Override
	NodeId one() {
		return this.one;
	}

	@Override
	ClusterRegistry first() {
		return this.first;
	}

	@Override
	ClusterRegistry second() {
		return this.second;
	}

	private static <T> T ended(CompletionStage<T> stage) {
		assertThat(stage.toCompletableFuture()).succeedsWithin(LONG);
		return stage.toCompletableFuture().join();
	}

	private static Sent done(String name, String method) {
		return new Sent(new Operation(Kind.STRONG_NAME, name, method), null);
	}

	@Test
	void eachChangeIsSeenOnceAndNoLookUpIs() {
		Registration registration = registered(this.first.register("x", Map.of()));
		registration.update(Map.of("k", "v"));
		ended(registration.updateAsync((metadata) -> Map.of("k", metadata.get("k") + "2")));
		assertThat(this.first.find("x").orElseThrow().metadata()).isEqualTo(Map.of("k", "v2"));
		assertThat(this.first.list("")).hasSize(1);
		assertThat(this.first.count("x")).isOne();
		assertThat(registration.isHeld()).isTrue();
		registration.unregister();
		Registration other = registered(ended(this.first.registerAsync("y", Map.of(), LONG)));
		ended(other.unregisterAsync());
		assertThat(this.observer.sent()).containsExactly(done("x", "register"), done("x", "update"),
				done("x", "update"), done("x", "unregister"), done("y", "register"), done("y", "unregister"));
	}

	@Test
	void whatIsRefusedIsSeenWithItsFailure() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.register("", Map.of()));
		assertThat(last().failure()).isInstanceOf(IllegalArgumentException.class);
		registered(this.first.register("x", Map.of()));
		assertThatIllegalStateException().isThrownBy(() -> this.first.register("x", Map.of()));
		assertThat(last().failure()).isInstanceOf(IllegalStateException.class);
		assertThat(this.first.registerAsync("x", Map.of(), LONG)).isCompletedExceptionally();
		assertThat(last().failure()).isInstanceOf(IllegalStateException.class);
		assertThat(this.second.register("x", Map.of())).isInstanceOf(RegistrationResult.Taken.class);
		assertThat(last()).isEqualTo(done("x", "register"));
	}

	private Sent last() {
		List<Sent> all = this.observer.sent();
		return all.get(all.size() - 1);
	}

	@Test
	void whereNobodyObservesTheRegistriesAreUsedAsTheyAre() {
		StrongRegistry strong = strong(new NodeId(0, 3));
		assertThat(new ClusterRegistries(Set.of(), (scope) -> strong).get(Guarantee.STRONG)).isSameAs(strong);
		assertThat(ObservedRegistry.of(strong, MessageObserver.none())).isSameAs(strong);
		assertThat(((Registered) strong.register("z", Map.of())).registration()).isInstanceOf(HeldName.class);
	}

	@Test
	void registriesThatAreObservedEndWithTheOthers() {
		StrongRegistry strong = strong(new NodeId(0, 3));
		ClusterRegistries registries = new ClusterRegistries(Set.of(), (scope) -> strong, this.observer);
		Registration registration = registered(registries.get(Guarantee.STRONG).register("z", Map.of()));
		registries.close();
		assertThat(registration.isHeld()).isFalse();
	}

}
