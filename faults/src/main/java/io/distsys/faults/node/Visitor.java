package io.distsys.faults.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.presence.Presence;
import io.distsys.presence.Presence.Meta;
import io.distsys.presence.Presence.Present;
import io.distsys.presence.Presence.PresenceDiff;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Is present, records who else is, and what the differences that it is told add up to.
 */
class Visitor {

	private static final String HALL = "hall";

	private final Presence presence;

	private final HistoryWriter history;

	private final String process;

	private final Map<String, TreeSet<String>> told = new TreeMap<>();

	Visitor(Presence presence, HistoryWriter history, NodeProperties properties) {
		this.presence = presence;
		this.history = history;
		this.process = properties.node() + "#" + properties.life();
	}

	@EventListener(ApplicationReadyEvent.class)
	void enter() {
		this.presence.subscribe(HALL, this::add);
		this.presence.track(HALL, this.process, Map.of("as", "guest"));
		this.presence.track(HALL, "everybody", Map.of("process", this.process));
	}

	private synchronized void add(PresenceDiff diff) {
		diff.leaves().forEach((key, present) -> this.told.getOrDefault(key, new TreeSet<>()).removeAll(metas(present)));
		diff.joins()
			.forEach((key, present) -> this.told.computeIfAbsent(key, (one) -> new TreeSet<>()).addAll(metas(present)));
		this.told.values().removeIf(TreeSet::isEmpty);
	}

	private static List<String> metas(Present present) {
		return present.metas().stream().map(Visitor::name).toList();
	}

	private static String name(Meta meta) {
		return meta.node() + "/" + meta.id();
	}

	@Scheduled(fixedDelay = 100)
	void record() {
		Map<String, List<String>> present = new TreeMap<>();
		this.presence.metas(HALL)
			.forEach((key, metas) -> present.put(key, metas.stream().map(Visitor::name).sorted().toList()));
		this.history.record(EventKind.HELD, Words.PRESENT, 0, present.toString());
		synchronized (this) {
			this.history.record(EventKind.HELD, Words.DIFFERENCES, 0, this.told.toString());
		}
	}

}
