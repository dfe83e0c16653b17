package io.distsys.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.worker.WorkerStore.Change;
import io.distsys.worker.WorkerStore.Kept;

/**
 * In what a store of the user's and the copies of a slot differ. Of a worker of which
 * there is a copy, if only one that says that it was stopped, the copy is right.
 *
 * @param lacking what the store has to be told to know what the copies say
 * @param unheard what the store keeps of workers of which there is no copy
 */
record StoreComparison(List<Change> lacking, Collection<Kept> unheard) {

	static StoreComparison of(List<Kept> stored, List<StateCopy> copies) {
		Map<String, Kept> unheard = new HashMap<>();
		stored.forEach((kept) -> unheard.put(kept.key(), kept));
		List<Change> lacking = new ArrayList<>();
		for (StateCopy copy : copies) {
			Kept kept = unheard.remove(copy.key());
			byte[] state = (copy.kind() == StateCopy.Kind.STATE) ? copy.state() : null;
			if (copy.isEnded() && kept != null) {
				lacking.add(new WorkerStore.Ended(copy.key()));
			}
			else if (!copy.isEnded() && (kept == null || !Arrays.equals(kept.state(), state))) {
				lacking.add(new Kept(copy.key(), state));
			}
		}
		return new StoreComparison(lacking, unheard.values());
	}

}
