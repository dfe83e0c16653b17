package io.distsys.autoconfigure;

import java.util.List;

import io.distsys.ownership.FencingToken;
import io.distsys.worker.WorkerStore;

/** A store of workers that keeps nothing: that there is one is what matters. */
public final class ForgetfulStore implements WorkerStore {

	@Override
	public List<Kept> open(Slot slot, FencingToken token) {
		return List.of();
	}

	@Override
	public void save(Slot slot, FencingToken token, List<Change> changes) {
	}

}
