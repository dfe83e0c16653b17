package io.distsys.singleton;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.ownership.Fence;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The table of the caller still names a node that has ended its singletons. */
class StaleRouteTests {

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private final VirtualTime time = new VirtualTime(1);

	private final TestNode.Shared shared = TestNode.Shared.inVirtualTime(this.time);

	private final TestNode one = this.shared.node(1, MOMENT);

	private final TestNode two = this.shared.node(2, MOMENT);

	StaleRouteTests() {
		this.one.register("echo", Echo.class, () -> CompletableFuture.completedFuture(1), new Quiet());
		this.two.register("echo", Echo.class, () -> CompletableFuture.completedFuture(2), new Quiet());
	}

	private CompletableFuture<Integer> callWhileTheOwnerLeaves() {
		CompletableFuture<Void> active = this.one.grant("echo").active;
		this.time.runFor(MOMENT);
		assertThat(active).isCompleted();
		this.one.singletons.close();
		return this.two.singletons.proxy("echo", Echo.class, MOMENT.multipliedBy(10)).number().toCompletableFuture();
	}

	@Test
	void aCallToANodeThatHasEndedItsSingletonsGoesToTheNextOwner() {
		CompletableFuture<Integer> call = callWhileTheOwnerLeaves();
		this.time.runFor(MOMENT);
		assertThat(call).isNotDone();
		this.two.grant("echo");
		this.time.runFor(MOMENT);
		assertThat(call).isCompletedWithValue(2);
	}

	@Test
	void withoutANextOwnerTheCallerIsToldWhatWasFoundThere() {
		CompletableFuture<Integer> call = callWhileTheOwnerLeaves();
		this.time.runFor(MOMENT.multipliedBy(9));
		assertThat(call).isNotDone();
		this.time.runFor(MOMENT.multipliedBy(2));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join)
			.havingCause()
			.isInstanceOfSatisfying(CallException.CallTimeoutException.class,
					(ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN))
			.withMessageContaining("NO_SUCH_ADDRESS")
			.withMessageContaining("there is none on that node, or none any more")
			.withMessageContaining(this.one.node.id().abbreviated());
	}

	interface Echo {

		CompletionStage<Integer> number();

	}

	private static final class Quiet implements SingletonActivity {

		@Override
		public void activate(Fence fence) {
		}

		@Override
		public void deactivate(Fence fence) {
		}

	}

}
