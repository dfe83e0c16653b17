package io.distsys.worker;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WorkerTypeDefinitionTests {

	@Test
	void aNameThatIsTooLongForTheTableIsRefused() {
		assertThat(named("x".repeat(255), 8).name()).hasSize(255);
		assertThatIllegalArgumentException().isThrownBy(() -> named("x".repeat(256), 8))
			.withMessageStartingWith("The name of a worker type has at most 255 characters, not 256: 'xxx");
	}

	@Test
	void aNumberOfSlotsThatIsNoPowerOfTwoOrTooLargeIsRefused() {
		for (int slots : new int[] { 0, 3, 1 << 17 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> named("purse", slots))
				.withMessageEndingWith("must be a power of two and at most 65536, not " + slots);
		}
	}

	private static WorkerTypeDefinition named(String name, int slots) {
		WorkerTypeDefinition purse = WorkerTypeDefinition.of(PurseWorker.class, (context) -> new PurseWorker());
		return new WorkerTypeDefinition(name, PurseWorker.class, List.of(Purse.class), slots, purse.limits(),
				purse.restart(), purse.restartPolicy(), Set.of(), purse.factory());
	}

}
