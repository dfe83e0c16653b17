package io.distsys.samples.donation;

import java.util.List;

import io.distsys.cluster.Cluster;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Tells what donors have given. */
@RestController
@RequestMapping("/donors")
class DonorController {

	private final Cluster cluster;

	private final WorkerType<Donor> donors;

	private final DonorLedger ledger;

	DonorController(Cluster cluster, Workers workers, DonorLedger ledger) {
		this.cluster = cluster;
		this.donors = workers.of(Donor.class);
		this.ledger = ledger;
	}

	/**
	 * Ask a donor's worker, wherever it lives.
	 * @param id the donor
	 * @return the account; it names the node that answered
	 */
	@GetMapping("/{id}")
	Account donor(@PathVariable String id) {
		Account account = this.donors.get(id).account();
		if (account.count() == 0) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nothing was given by donor '" + id + "'");
		}
		return account;
	}

	/**
	 * The donors whose workers live on this very node.
	 * @return their ids
	 */
	@GetMapping
	LocalDonors local() {
		return new LocalDonors(this.cluster.self().id().toString(), this.cluster.self().name(), this.ledger.donors());
	}

	/**
	 * The donors of one node.
	 *
	 * @param nodeId the node
	 * @param nodeName its name
	 * @param donors their ids, sorted
	 */
	record LocalDonors(String nodeId, String nodeName, List<String> donors) {

	}

}
