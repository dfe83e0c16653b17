package io.distsys.faults;

class FiveNodesIntegrationTests extends FaultScenarios {

	FiveNodesIntegrationTests() {
		super(5);
	}

}
