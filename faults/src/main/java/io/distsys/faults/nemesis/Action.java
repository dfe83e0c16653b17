package io.distsys.faults.nemesis;

import java.io.IOException;
import java.util.Set;

import io.distsys.faults.host.FaultCluster;

/** One thing that is done to a cluster. */
public sealed interface Action {

	/**
	 * Do it.
	 * @param cluster the cluster
	 * @throws IOException if it cannot be done
	 */
	void apply(FaultCluster cluster) throws IOException;

	/**
	 * {@code kill -9}.
	 *
	 * @param node whom
	 */
	record Kill(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) {
			cluster.kill(this.node);
		}

	}

	/**
	 * {@code kill -STOP}.
	 *
	 * @param node whom
	 */
	record Pause(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.pause(this.node);
		}

	}

	/**
	 * Make it slow.
	 *
	 * @param node whom
	 */
	record Slow(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.slow(this.node);
		}

	}

	/**
	 * {@code kill -CONT}, and an end to its slowness.
	 *
	 * @param node whom
	 */
	record Resume(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.resume(this.node);
		}

	}

	/**
	 * Ask to leave in order.
	 *
	 * @param node whom
	 */
	record Leave(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) {
			cluster.askToLeave(this.node);
		}

	}

	/**
	 * Start again, once the former process has ended.
	 *
	 * @param node whom
	 */
	record Start(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.awaitEnd(this.node);
			cluster.start(this.node);
		}

	}

	/**
	 * Wait until a node has a vote.
	 *
	 * @param node whose
	 */
	record AwaitVote(int node) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.awaitVote(this.node);
		}

	}

	/**
	 * Cut both directions.
	 *
	 * @param some one side
	 * @param others the other
	 */
	record Cut(Set<Integer> some, Set<Integer> others) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.cut(this.some, this.others);
		}

	}

	/**
	 * Cut one direction.
	 *
	 * @param from who is not heard
	 * @param to who does not hear
	 */
	record CutOneWay(Set<Integer> from, Set<Integer> to) implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.cutOneWay(this.from, this.to);
		}

	}

	/** Let everything pass. */
	record Heal() implements Action {

		@Override
		public void apply(FaultCluster cluster) throws IOException {
			cluster.heal();
		}

	}

}
