package io.distsys.benchmarks.failover;

import java.io.IOException;
import java.util.Set;

import io.distsys.faults.host.FaultCluster;

/** What is done to the owner of a singleton, and how it is taken back. */
enum Blow {

	/** Ends in order, as a rolling update ends it. */
	GRACEFUL("SIGTERM") {
		@Override
		long strike(FaultCluster cluster, int node) {
			return cluster.askToLeave(node);
		}

		@Override
		long takeBack(FaultCluster cluster, int node) throws IOException {
			cluster.awaitEnd(node);
			cluster.start(node);
			cluster.awaitReady(node);
			return System.nanoTime();
		}
	},

	/** Ends at once; its kernel closes its connections. */
	KILL("kill -9") {
		@Override
		long strike(FaultCluster cluster, int node) {
			return cluster.kill(node);
		}

		@Override
		long takeBack(FaultCluster cluster, int node) throws IOException {
			cluster.start(node);
			cluster.awaitReady(node);
			return System.nanoTime();
		}
	},

	/** Stands still; its kernel keeps its connections. */
	HANG("SIGSTOP") {
		@Override
		long strike(FaultCluster cluster, int node) throws IOException {
			return cluster.pause(node);
		}

		@Override
		long takeBack(FaultCluster cluster, int node) throws IOException {
			return cluster.resume(node);
		}
	},

	/** Goes on and hears nobody, and nobody hears it. */
	DROP("DROP both ways") {
		@Override
		long strike(FaultCluster cluster, int node) throws IOException {
			return cluster.cut(Set.of(node), cluster.allBut(node));
		}

		@Override
		long takeBack(FaultCluster cluster, int node) throws IOException {
			return cluster.heal();
		}
	};

	private final String shown;

	Blow(String shown) {
		this.shown = shown;
	}

	String shown() {
		return this.shown;
	}

	/** Returns the clock just before. */
	abstract long strike(FaultCluster cluster, int node) throws IOException;

	/** Returns the clock just before or after, as near as possible. */
	abstract long takeBack(FaultCluster cluster, int node) throws IOException;

	/** Whether the process that was struck is gone for ever. */
	boolean ends() {
		return this == GRACEFUL || this == KILL;
	}

}
