package io.distsys.singleton;

import java.util.Set;

import io.distsys.ownership.Fence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SingletonDefinitionTests {

	@Test
	void aNameThatIsTooLongForTheTableIsRefused() {
		assertThat(named("x".repeat(255)).name()).hasSize(255);
		assertThatIllegalArgumentException().isThrownBy(() -> named("x".repeat(256)))
			.withMessageStartingWith("The name of a singleton has at most 255 characters, not 256: 'xxx");
	}

	@Test
	void aNameThatSaysNothingIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> named(" ")).withMessageContaining("needs a name");
	}

	private static SingletonDefinition named(String name) {
		return new SingletonDefinition(name, Set.of(), new Object(), new SingletonActivity() {

			@Override
			public void activate(Fence fence) {
			}

			@Override
			public void deactivate(Fence fence) {
			}

		});
	}

}
