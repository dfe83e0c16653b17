package io.distsys.benchmarks.commit;

import java.util.ArrayList;
import java.util.List;

/**
 * Two operations that are measured in turn.
 *
 * @param ours an operation of the library, by name
 * @param theirs the nearest thing there is without
 * @param from on which nodes: {@code leader}, {@code follower}
 * @param inFlight how many at a time
 */
public record Comparison(String ours, String theirs, List<String> from, List<Integer> inFlight) {

	public Comparison {
		from = List.copyOf(from);
		inFlight = List.copyOf(inFlight);
	}

	List<Place> places() {
		List<Place> places = new ArrayList<>();
		this.inFlight.forEach((number) -> this.from.forEach((node) -> places.add(new Place(node, number))));
		return places;
	}

	/**
	 * Where both are measured.
	 *
	 * @param from on which node
	 * @param inFlight how many at a time
	 */
	record Place(String from, int inFlight) {

		Measurement.Setting of(String operation) {
			return new Measurement.Setting(operation, this.from, this.inFlight);
		}

	}

}
