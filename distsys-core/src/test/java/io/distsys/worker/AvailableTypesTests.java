package io.distsys.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.ownership.Guarantee;
import io.distsys.placement.NodeSelection;
import io.distsys.placement.PlacementStrategy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Which worker types can be available, and what the others are told. */
class AvailableTypesTests {

	@Test
	void aTypeThatMergesItsStatesOrHasNoneIsTaken() {
		assertThat(WorkerTypeDefinition.of(Merging.class, (context) -> new Merging()).guarantee())
			.isEqualTo(Guarantee.AVAILABLE);
		assertThat(strong(Plain.class).withGuarantee(Guarantee.AVAILABLE).guarantee()).isEqualTo(Guarantee.AVAILABLE);
	}

	@Test
	void whatMergesStatesIsNothingThatOthersMayCall() {
		assertThat(WorkerTypeDefinition.of(TallyWorker.class, (context) -> new Plain()).interfaces())
			.containsExactly(Tally.class);
	}

	@Test
	void aStateThatAMajorityHasToKeepIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> strong(Replicated.class).withGuarantee(Guarantee.AVAILABLE))
			.withMessageContaining("'replicated' cannot have guarantee = AVAILABLE")
			.withMessageContaining("Implement Mergeable, or take guarantee = STRONG");
	}

	@Test
	void aStateWithoutARuleForTwoIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> strong(HandingOver.class).withGuarantee(Guarantee.AVAILABLE))
			.withMessageContaining("implements HandOver and says nothing of two states")
			.withMessageContaining("Implement Mergeable in its place");
	}

	@Test
	void aPlacementThatSomebodyHasToDecideIsRefused() {
		WorkerTypeDefinition plain = strong(Plain.class);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> plain
				.withPlacement(new WorkerPlacement(PlacementStrategy.LEAST_LOADED, NodeSelection.anywhere(), 1))
				.withGuarantee(Guarantee.AVAILABLE))
			.withMessageContaining("Leave out the strategy");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> plain.withPlacement(WorkerPlacement.ofDefaults().with((situation) -> situation.current()))
				.withGuarantee(Guarantee.AVAILABLE))
			.withMessageContaining("or the function");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> plain
				.withPlacement(new WorkerPlacement(PlacementStrategy.CONSISTENT, NodeSelection.anywhere(), 2))
				.withGuarantee(Guarantee.AVAILABLE))
			.withMessageContaining("Leave out minimumNodes");
	}

	@Test
	void aStoreThatKeepsTheTypeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> AvailableTypes.check("merging", new MemoryStore()))
			.withMessageContaining("Return false from keeps(\"merging\")");
		AvailableTypes.check("merging", (WorkerStore) null);
	}

	private static WorkerTypeDefinition strong(Class<?> type) {
		return WorkerTypeDefinition.of(type, (context) -> new Plain());
	}

	@Distributed("plain")
	static class Plain implements Looking {

		@Override
		public CompletionStage<Integer> look() {
			return CompletableFuture.completedFuture(0);
		}

	}

	@Distributed("replicated")
	static class Replicated extends Plain {

		@WorkerState
		private int state;

	}

	@Distributed("handing-over")
	static class HandingOver extends Plain implements HandOver<Integer> {

		@Override
		public Integer snapshot() {
			return 0;
		}

		@Override
		public void restore(Integer state) {
		}

	}

	@Distributed(value = "merging", guarantee = Guarantee.AVAILABLE)
	static class Merging extends Plain implements Mergeable<Integer> {

		@Override
		public Integer snapshot() {
			return 0;
		}

		@Override
		public void restore(Integer state) {
		}

		@Override
		public Integer merge(Integer mine, Integer theirs) {
			return Math.max(mine, theirs);
		}

	}

	interface Looking {

		CompletionStage<Integer> look();

	}

}
