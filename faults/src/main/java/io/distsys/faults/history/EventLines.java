package io.distsys.faults.history;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One event is one line of JSON. */
final class EventLines {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private EventLines() {
	}

	/** Written by hand: a node writes some hundred a second, from its first moment. */
	static String write(Event event) {
		StringBuilder line = new StringBuilder(160);
		line.append("{\"from\":").append(event.from()).append(",\"at\":").append(event.at());
		text(line.append(",\"node\":"), event.node());
		line.append(",\"life\":").append(event.life()).append(",\"kind\":\"").append(event.kind());
		text(line.append("\",\"resource\":"), event.resource());
		line.append(",\"token\":").append(event.token());
		text(line.append(",\"detail\":"), event.detail());
		return line.append("}\n").toString();
	}

	private static void text(StringBuilder line, String text) {
		line.append('"');
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next == '"' || next == '\\') {
				line.append('\\').append(next);
			}
			else {
				line.append((next < ' ') ? ' ' : next);
			}
		}
		line.append('"');
	}

	static Event read(String line) {
		try {
			return JSON.readValue(line, Event.class);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a line of a history: " + line, ex);
		}
	}

}
