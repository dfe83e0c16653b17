package io.distsys.docs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import io.distsys.decision.ClusterDecisions;
import io.distsys.decision.Decision;
import io.distsys.decision.RequiresQuorum;
import io.distsys.time.Subscription;

import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** What {@code docs/decisions.md} shows. */
final class DecisionsApplication {

	private DecisionsApplication() {
	}

	@Service
	static class Invoices {

		@RequiresQuorum
		public void close(String month) {
			System.out.println("Closing " + month);
		}

	}

	@Component
	static class StoreWatch implements AutoCloseable {

		private final ClusterDecisions decisions;

		private final Subscription answering;

		StoreWatch(ClusterDecisions decisions) {
			this.decisions = decisions;
			this.answering = decisions.answer("store-reachable", String.class, StoreWatch::canReach);
		}

		/**
		 * Whether most nodes can reach the store; false also if there is no majority for
		 * anything.
		 */
		boolean isReachableForMost(String host) {
			Decision<Boolean> decision = this.decisions.decide("store-reachable", host, Boolean.class,
					Duration.ofSeconds(3));
			if (decision instanceof Decision.Undecided<Boolean> undecided) {
				System.out.println("Nobody knows: " + undecided.reason() + " " + undecided.votes().missing());
			}
			return decision instanceof Decision.Decided<Boolean> decided && decided.answer();
		}

		private static boolean canReach(String host) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(host, 5432), 1000);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		}

		@Override
		public void close() {
			this.answering.close();
		}

	}

}
