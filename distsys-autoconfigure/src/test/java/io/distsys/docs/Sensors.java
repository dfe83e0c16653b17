package io.distsys.docs;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.distsys.worker.Cast;
import io.distsys.worker.Distributed;
import io.distsys.worker.NotDone;
import io.distsys.worker.OnStart;
import io.distsys.worker.Overflow;
import io.distsys.worker.StartResult;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerSupervisor;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

import org.springframework.stereotype.Service;

@Service
class Sensors {

	private final WorkerType<Sensor> sensors;

	private final WorkerSupervisor supervisor;

	Sensors(Workers workers) {
		this.sensors = workers.of(Sensor.class);
		this.supervisor = workers.supervisor(Sensor.class);
	}

	/** Starts them wherever their slots are; those that run already go on. */
	List<String> install(Collection<String> sensors) {
		Map<String, StartResult> results = this.supervisor.startAll(sensors).toCompletableFuture().join();
		return results.entrySet()
			.stream()
			.filter((result) -> result.getValue() instanceof NotDone)
			.map(Map.Entry::getKey)
			.toList();
	}

	void report(String sensor, double value) {
		this.sensors.get(sensor).report(value);
	}

	void remove(String sensor) {
		this.supervisor.stop(sensor);
	}

	@Distributed(value = "sensor", mailboxCapacity = 100, overflow = Overflow.DROP_OLDEST)
	static class Sensor {

		private final WorkerContext context;

		private double last;

		Sensor(WorkerContext context) {
			this.context = context;
		}

		@OnStart
		void begin() {
			this.context.every(Duration.ofSeconds(10), this::poll);
		}

		/** Runs like a call: never at the same time as one. */
		private void poll() {
			this.last = this.last * 0.9;
		}

		@Cast
		public void report(double value) {
			this.last = value;
		}

	}

}
