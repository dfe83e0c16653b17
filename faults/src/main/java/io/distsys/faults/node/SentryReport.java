package io.distsys.faults.node;

import java.util.Map;
import java.util.Set;

import tools.jackson.databind.json.JsonMapper;

/**
 * What a node says at a roll call of sentries. Processes are named as events name them.
 *
 * @param here those that run on it
 * @param owners the process that owns each slot, by its table
 * @param listed the processes on which they run, as all nodes have told it
 * @param silent the processes that have not told it
 * @param found the processes on which the owners of their slots say that they run, or
 * what else these say
 * @param copies of how many it keeps something, as owner or as backup
 */
public record SentryReport(Set<String> here, Map<Integer, String> owners, Map<String, String> listed,
		Set<String> silent, Map<String, String> found, int copies) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/**
	 * Write it.
	 * @return the detail of an event
	 */
	public String text() {
		return JSON.writeValueAsString(this);
	}

	/**
	 * Read it.
	 * @param text as it was written
	 * @return the report
	 */
	public static SentryReport of(String text) {
		return JSON.readValue(text, SentryReport.class);
	}

}
