package io.distsys.faults;

class ThreeNodesIntegrationTests extends FaultScenarios {

	ThreeNodesIntegrationTests() {
		super(3);
	}

}
