package io.distsys.faults.nemesis;

import java.io.IOException;

import io.distsys.faults.host.FaultCluster;

/** Carries out plans. */
public final class Nemesis {

	private Nemesis() {
	}

	/**
	 * Carry out a plan. A step that is late, because one before it took long, is done at
	 * once.
	 * @param plan the plan
	 * @param cluster to whom
	 * @throws IOException if a step fails
	 */
	public static void carryOut(NemesisPlan plan, FaultCluster cluster) throws IOException {
		long start = System.nanoTime();
		for (NemesisPlan.Step step : plan.steps()) {
			FaultCluster.sleep(step.at().minusNanos(System.nanoTime() - start));
			step.action().apply(cluster);
		}
	}

}
