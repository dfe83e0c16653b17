package io.distsys.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.worker.WorkerEvent.StateLost;
import io.distsys.worker.WorkerEvent.WorkerGivenUp;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class WorkerAlarms {

	private final List<String> alarms = new CopyOnWriteArrayList<>();

	@EventListener
	void onGivenUp(WorkerGivenUp event) {
		this.alarms.add(event.type() + "/" + event.key() + " is given up: " + event.cause());
	}

	@EventListener
	void onLost(StateLost event) {
		this.alarms.add(event.type() + "/" + event.key() + " has lost its state: " + event.reason());
	}

	List<String> last() {
		return List.copyOf(this.alarms);
	}

}
