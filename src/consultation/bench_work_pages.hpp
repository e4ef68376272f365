// What operators do on the triage bench besides deciding: POST acts of the reading pane, batches and their
// undoing, sharing out, the rules of a campaign's triage.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

// POST /operateur/campagnes/{campaign}/tri/…: of one contribution; back to the bench where it was.
http::Response triage_assigned(web::Visit& visit);   // attribuer: a=moi|personne|NUMBER
http::Response triage_note_sent(web::Visit& visit);  // note
http::Response triage_flag_sent(
    web::Visit& visit);  // revoir: revoir=REASON [echeance=31/03/2026] | lever=oui
http::Response triage_question_sent(web::Visit& visit);  // question
http::Response triage_reading_sent(
    web::Visit& visit);  // relecture: lecture=NUMBER verdict=confirmer|renvoyer|reprendre
http::Response triage_undone(web::Visit& visit);  // annuler: lot=NUMBER

/// GET …/tri/lots: the named batches, newest first. GET …/tri/lots/{batch}: what one did, and undoing it.
http::Response batches_list_page(web::Visit& visit);
http::Response batch_page(web::Visit& visit);

/// GET, POST …/tri/repartir: deals what is nobody's and waits evenly among colleagues.
http::Response share_out_page(web::Visit& visit);
http::Response share_out_sent(web::Visit& visit);

/// GET, POST …/tri/reglages.
http::Response triage_rules_page(web::Visit& visit);
http::Response triage_rules_sent(web::Visit& visit);

}  // namespace consultation
