package io.distsys.docs;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.ownership.Guarantee;
import io.distsys.worker.Distributed;
import io.distsys.worker.Mergeable;
import io.distsys.worker.Workers;

import org.springframework.stereotype.Service;

@Service
class Carts {

	private final Workers workers;

	Carts(Workers workers) {
		this.workers = workers;
	}

	Cart of(String customer) {
		return this.workers.of(Cart.class).get(customer);
	}

	interface Cart {

		/** Have so many of an item in it, or more. */
		CompletionStage<Integer> atLeast(String item, int count);

	}

	@Distributed(value = "cart", guarantee = Guarantee.AVAILABLE)
	static class CartWorker implements Cart, Mergeable<TreeMap<String, Integer>> {

		private final Map<String, Integer> items = new TreeMap<>();

		@Override
		public CompletionStage<Integer> atLeast(String item, int count) {
			return CompletableFuture.completedFuture(this.items.merge(item, count, Math::max));
		}

		@Override
		public TreeMap<String, Integer> snapshot() {
			return new TreeMap<>(this.items);
		}

		@Override
		public void restore(TreeMap<String, Integer> state) {
			this.items.clear();
			this.items.putAll(state);
		}

		/** Of each item the larger number: whatever comes twice changes nothing. */
		@Override
		public TreeMap<String, Integer> merge(TreeMap<String, Integer> mine, TreeMap<String, Integer> theirs) {
			TreeMap<String, Integer> merged = new TreeMap<>(mine);
			theirs.forEach((item, count) -> merged.merge(item, count, Math::max));
			return merged;
		}

	}

}
