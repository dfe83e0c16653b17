package io.distsys.samples.donation;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Takes donations and tells the totals. */
@RestController
@RequestMapping("/donations")
class DonationController {

	private final WorkerType<Donor> donors;

	private final DonationImporter importer;

	private final LatestReport latestReport;

	DonationController(Workers workers, DonationImporter importer, LatestReport latestReport) {
		this.donors = workers.of(Donor.class);
		this.importer = importer;
		this.latestReport = latestReport;
	}

	@PostMapping
	CompletionStage<ResponseEntity<Donor.Receipt>> give(@RequestBody DonationForm form) {
		Donation donation = form.check();
		return this.donors.get(donation.donorId())
			.give(donation)
			.thenApply((receipt) -> ResponseEntity.status(receipt.repeated() ? HttpStatus.OK : HttpStatus.CREATED)
				.body(receipt));
	}

	@PostMapping(path = "/import", consumes = "text/csv")
	ResponseEntity<ImportResult> importFile(InputStream csv) throws IOException {
		ImportResult result = this.importer.run(csv);
		return ResponseEntity.status(result.stopped() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK).body(result);
	}

	@GetMapping("/report")
	Report report() {
		return this.latestReport.get()
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"No totals have been published yet: ask again in a moment"));
	}

}
