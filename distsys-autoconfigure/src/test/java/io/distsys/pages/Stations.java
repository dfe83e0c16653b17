package io.distsys.pages;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.distsys.worker.Cast;
import io.distsys.worker.Distributed;
import io.distsys.worker.OnStart;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerGroup;
import io.distsys.worker.Workers;

import org.springframework.stereotype.Service;

@Service
class Stations {

	private final WorkerGroup<Station> coast;

	Stations(Workers workers) {
		this.coast = workers.group(Station.class, "coast");
	}

	/** Completes with how many were told. */
	CompletionStage<Integer> warn(String text) {
		return this.coast.sendToAll((station) -> station.warn(text));
	}

	/** One of them goes: one of this node if there is any. */
	CompletionStage<Boolean> rescue(String ship) {
		return this.coast.sendToOne((station) -> station.rescue(ship)).thenApply(Optional::isPresent);
	}

	interface Station {

		@Cast
		void warn(String text);

		@Cast
		void rescue(String ship);

	}

	@Distributed("station")
	static class StationWorker implements Station {

		private final WorkerContext context;

		StationWorker(WorkerContext context) {
			this.context = context;
		}

		@OnStart
		void begin() {
			this.context.join("coast");
		}

		@Override
		public void warn(String text) {
			System.out.println(this.context.key() + " hears: " + text);
		}

		@Override
		public void rescue(String ship) {
			System.out.println(this.context.key() + " goes to " + ship);
		}

	}

}
