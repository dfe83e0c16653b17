package io.distsys.faults;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class FiveNodesIntegrationTests extends FaultScenarios {

	FiveNodesIntegrationTests() {
		super(5);
	}

	@Test
	void twoAtATimeAreReplaced() throws IOException {
		scenario((cluster) -> RollingUpdate.of(cluster, 2));
	}

}
