#include "site/help.hpp"

#include <algorithm>

namespace site {
namespace {

/// Of every role that must have one.
HelpTask second_code() {
    return {"Activer la double authentification",
            {"Votre rôle demande, après le code reçu par e-mail, celui d’une application\u00a0: sur un "
             "téléphone, ou sur votre "
             "ordinateur. Gardez les codes de secours\u00a0: ils servent si vous la perdez. Sans eux, un "
             "opérateur peut la désactiver."},
            "Double authentification",
            "/mon-compte/double-authentification"};
}

}  // namespace

std::span<HelpRole const> help_roles() {
    static std::vector<HelpRole> const all{
        {"agents",
         "Aide aux agents des collectivités",
         "Vous travaillez dans une commune, un groupement, un département ou une région\u00a0: voici comment "
         "dire ses besoins et soutenir des propositions.",
         {
             {"Se connecter",
              {"Saisissez votre adresse professionnelle\u00a0: un code à usage unique vous est envoyé, il "
               "n’y a pas de mot de passe à retenir.",
               "Le message n’arrive pas\u202f? Regardez dans les indésirables, puis demandez un nouveau "
               "code.",
               "Votre connexion se ferme pendant que vous écrivez\u202f? Envoyez quand même\u00a0: votre "
               "texte "
               "est gardé 24 heures et vous est rendu dès que vous vous reconnectez. Seuls les fichiers sont "
               "à "
               "joindre de nouveau."},
              "Se connecter",
              "/connexion"},
             {"Agir pour sa collectivité",
              {"Votre première connexion demande pour quelle collectivité vous agissez. Une adresse connue "
               "de la collectivité suffit\u202f; sinon un code part à son adresse officielle, ou l’opérateur "
               "vérifie.",
               "En attendant la vérification, vous pouvez contribuer et soutenir\u00a0: vos actes comptent "
               "dès qu’elle est faite."},
              "Voir mes collectivités",
              "/mon-compte/collectivites"},
             {"Publier une contribution",
              {"Dites un besoin, ou un service qui existe déjà et pourrait servir à d’autres. Le brouillon "
               "s’enregistre de lui-même\u202f; rien n’est public avant votre relecture.",
               "Le texte se modifie jusqu’à la clôture de la collecte\u202f; les versions publiées restent "
               "visibles."},
              "Voir les consultations ouvertes",
              "/campagnes"},
             {"Suivre ce que devient une contribution",
              {"Chaque contribution dit en tête de page si elle est regroupée, réorientée ou rejetée, quand "
               "et pourquoi. Vous pouvez demander un réexamen depuis cette page."},
              "Voir mes contributions",
              "/mes-contributions"},
             {"Soutenir une proposition",
              {"Un soutien est une expression d’intérêt de votre collectivité\u00a0: il ne vaut ni "
               "délibération ni engagement. Une collectivité soutient une proposition une seule fois\u202f; "
               "elle peut retirer son soutien jusqu’à la clôture."},
              "Choisir parmi les propositions",
              "/campagnes"},
             {"Retrouver ou retirer un soutien",
              {"Vos soutiens sont dans votre compte\u00a0: lesquels sont comptés, en attente ou écartés, "
               "pourquoi, et comment le contester."},
              "Voir mes soutiens",
              "/mes-soutiens"},
             {"Arriver après une clôture",
              {"Ce qui vient après la clôture n’est pas reçu\u00a0: la page le dit, avec l’heure. Si les "
               "règles "
               "de la consultation l’admettent, elle propose de demander une prise en compte tardive, qui "
               "reçoit une décision motivée."},
              "Voir mes demandes tardives",
              "/mes-demandes-tardives"},
             {"Retrouver ou corriger ses informations",
              {"Vos rattachements, vos connexions et vos données sont dans votre compte. Quittez une "
               "collectivité depuis sa page."},
              "Ouvrir mon compte",
              "/mon-compte"},
         }},
        {"elus",
         "Aide aux élus",
         "Vous êtes maire, adjoint, président ou conseiller\u00a0: vous pouvez contribuer et soutenir au nom "
         "de votre collectivité.",
         {
             {"Comprendre ce que vaut un soutien",
              {"Soutenir, c’est dire que votre collectivité est intéressée par un service. Ce n’est ni une "
               "délibération, ni un engagement de dépense.",
               "Chaque consultation a ses règles\u00a0: qui peut soutenir, jusqu’à quand, et ce qui est "
               "décidé ensuite."},
              "Lire les règles d’une consultation",
              "/campagnes"},
             {"Agir au nom de sa collectivité",
              {"Connectez-vous avec votre adresse et choisissez «\u00a0Élu\u00a0» comme qualité. Votre "
               "fonction est publique, votre nom ne l’est pas."},
              "Se connecter",
              "/connexion"},
             {"Soutenir une proposition",
              {"Ouvrez une proposition, puis «\u00a0Soutenir\u00a0». La page suivante rappelle ce que votre "
               "acte vaut, et jusqu’à quand vous pouvez le retirer."},
              "Choisir parmi les propositions",
              "/campagnes"},
             {"Retrouver ou retirer un soutien",
              {"Vos soutiens sont dans votre compte, avec leur état et ce que vous pouvez faire."},
              "Voir mes soutiens",
              "/mes-soutiens"},
             {"Présenter la liste à son conseil",
              {"Chaque consultation ouverte aux soutiens a une liste à imprimer, avec pour chaque "
               "proposition son résumé et le nombre de soutiens."},
              "Choisir la consultation",
              "/campagnes"},
             {"Voir ce que fait sa collectivité",
              {"La page publique de votre collectivité montre ses contributions et ses soutiens, et ce "
               "qu’ils sont devenus."},
              "Trouver ma collectivité",
              "/collectivites"},
         }},
        {"partenaires",
         "Aide aux partenaires",
         "Associations et entreprises\u00a0: vous pouvez contribuer et suivre. Les soutiens sont réservés "
         "aux collectivités.",
         {
             {"Ouvrir un compte de partenaire",
              {"Connectez-vous, puis déclarez votre structure avec son numéro SIREN. L’opérateur vérifie "
               "votre rattachement."},
              "Déclarer ma structure",
              "/mon-compte/collectivites/organisme"},
             {"Faire connaître un service existant",
              {"Quand la collecte est ouverte, décrivez le service\u00a0: à qui il sert, ce qu’il coûte, qui "
               "l’utilise déjà. Votre contribution porte le nom de votre structure."},
              "Voir les consultations ouvertes",
              "/campagnes"},
             {"Suivre les propositions",
              {"Tout ce qui est publié se lit sans compte, et se télécharge."},
              "Télécharger les données",
              "/donnees-ouvertes"},
         }},
        {"public",
         "Habitants et journalistes\u00a0: comprendre en deux minutes",
         "Tout se lit sans compte\u00a0: ce que les collectivités demandent, ce qu’elles soutiennent, ce qui "
         "est décidé et pourquoi.",
         {
             {"Ce qui se passe dans une consultation",
              {"Les communes, les intercommunalités, les départements et les régions décrivent les services "
               "numériques qui leur manquent, ou ceux qui marchent chez eux\u00a0: ce sont les "
               "contributions.",
               "L’équipe lit chaque contribution. Elle la regroupe avec d’autres dans une proposition, la "
               "réoriente vers un guichet qui existe déjà, ou la rejette avec un motif.",
               "Les collectivités disent ensuite quelles propositions elles soutiennent. Un comité choisit "
               "celles qui seront construites, et publie la raison de chaque choix."},
              "Voir les consultations",
              "/campagnes"},
             {"Savoir ce qu’a fait une commune, et ce qu’elle a obtenu",
              {"La page d’une collectivité montre ses contributions et ses soutiens. La page d’une "
               "contribution dit en tête ce qu’elle est devenue, et pourquoi."},
              "Chercher une collectivité",
              "/collectivites"},
             {"Trouver des chiffres",
              {"Chaque consultation a sa page «\u00a0Participation en chiffres\u00a0»\u00a0: carte, régions, "
               "taille des communes, population couverte. Chaque chiffre dit à quel instant il est arrêté, "
               "et "
               "se télécharge."},
              "Choisir une consultation",
              "/campagnes"},
             {"Réutiliser et recalculer",
              {"Contributions, propositions, soutiens et décisions sont publiés en données ouvertes, avec la "
               "façon de recalculer chaque chiffre."},
              "Ouvrir les données",
              "/donnees-ouvertes"},
             {"Participer",
              {"Les contributions et les soutiens sont ceux des collectivités. Habitant, parlez-en à votre "
               "mairie\u202f; association ou entreprise, vous pouvez contribuer."},
              "Aide aux partenaires",
              "/aide/partenaires"},
         }},
        {"operateurs",
         "Aide à l’équipe de l’opérateur",
         "Préparer une consultation, vérifier les rattachements, trier les contributions, publier les "
         "résultats.",
         {
             {"Commencer sa journée",
              {"L’espace opérateur montre ce qui attend\u00a0: rattachements à vérifier, contributions à "
               "trier, demandes et messages. La case «\u00a0Chercher partout\u00a0» trouve le reste."},
              "Ouvrir l’espace opérateur",
              "/operateur"},
             {"Vérifier un rattachement",
              {"Comparez l’adresse de la personne aux adresses officielles de la structure, décidez, et "
               "dites pourquoi en cas de refus\u00a0: la personne reçoit votre motif."},
              "Voir les rattachements en attente",
              "/operateur/rattachements"},
             {"Préparer une consultation",
              {"Remplissez chaque partie de l’éditeur\u202f; l’aperçu montre les pages telles qu’elles "
               "seront. Les règles se figent à l’ouverture, l’éditeur dit lesquelles."},
              "Voir les consultations",
              "/operateur/campagnes"},
             {"Trier les contributions",
              {"Depuis une consultation, ouvrez le tri\u00a0: les touches sont affichées. Chaque décision "
               "porte un motif, lu par l’auteur. La ligne du haut garde le compte exact."},
              "Choisir la consultation à trier",
              "/operateur/campagnes"},
             {"Répondre aux messages reçus",
              {"La file montre ce qui attend, le plus ancien d’abord. Votre réponse part par e-mail, avec un "
               "lien pour continuer l’échange\u202f; les notes restent dans l’équipe."},
              "Voir les messages reçus",
              "/operateur/messages"},
             {"Répondre à qui conteste un soutien écarté",
              {"Chaque contestation est montrée avec le motif que l’équipe a donné. Rétablissez le "
               "soutien\u00a0: "
               "son auteur reçoit le motif en réponse. Ou dites-lui pourquoi il reste écarté."},
              "Voir les soutiens écartés contestés",
              "/operateur/contestations"},
             {"Prévenir d’un incident",
              {"Un bandeau s’affiche en haut de toutes les pages, ou de celles d’une consultation, jusqu’à "
               "la "
               "fin que vous donnez. L’aperçu le montre avant tout le monde."},
              "Préparer un bandeau",
              "/operateur/bandeau"},
             {"Passer le jour de la clôture",
              {"Depuis une consultation, la page «\u00a0Jour de clôture\u00a0» montre le temps qui reste, la "
               "participation heure par heure et ce qui attend. Elle mène à la prolongation et aux demandes "
               "tardives, que vous acceptez ou refusez avec un motif."},
              "Choisir la consultation",
              "/operateur/campagnes"},
             {"Publier les résultats",
              {"Inscrivez la décision et le motif de chaque proposition, relisez, puis publiez. Une fois "
               "publiés, les résultats ne se modifient plus."},
              "Choisir la consultation",
              "/operateur/campagnes"},
         }},
        {"relais",
         "Aide aux relais en préfecture",
         "Vous faites connaître la consultation dans votre département et aidez les communes à y prendre "
         "part.",
         {
             {"Savoir quelles communes ont pris part",
              {"Votre espace montre qui a contribué ou soutenu et qui ne l’a pas fait, par type et par "
               "taille, à "
               "côté de la région et de la France. La liste se filtre et se télécharge."},
              "Ouvrir l’espace relais",
              "/relais"},
             {"Inviter les communes de votre département",
              {"Le kit de chaque consultation contient une lettre, un message, une affiche et un diaporama, "
               "avec "
               "les bonnes dates. Chaque commune a son propre lien.",
               "Vous pouvez aussi écrire aux mairies dont l’adresse est connue et qui n’ont pas "
               "participé\u00a0: "
               "une fois tous les 14\u00a0jours au plus."},
              "Choisir le département",
              "/relais"},
             {"Vérifier un rattachement",
              {"Quand aucune autre voie n’a confirmé qu’une personne agit pour sa commune, la préfecture "
               "peut "
               "l’attester ou refuser, avec un motif que la personne lit. Ses actes déjà faits comptent "
               "alors à "
               "leur date."},
              "Voir ce qui attend",
              "/relais"},
             second_code(),
         }},
        {"auditeurs",
         "Aide aux auditeurs",
         "Tout lire, tout recompter, ne rien modifier.",
         {
             {"Lire sans pouvoir écrire",
              {"Votre rôle ouvre toutes les pages de l’opérateur en lecture. Aucune ne vous propose d’acte."},
              "Ouvrir l’espace opérateur",
              "/operateur"},
             {"Recompter un chiffre public",
              {"Chaque chiffre se recalcule à partir des fichiers publiés\u202f; la page des données dit "
               "comment, le dictionnaire dit ce que veut dire chaque colonne."},
              "Ouvrir les données",
              "/donnees-ouvertes"},
             {"Chercher un acte",
              {"Le journal dit qui, pour quelle structure, quoi, quand. Filtrez par acte, personne, "
               "collectivité, objet ou dates\u202f; chaque acte a sa preuve, à télécharger."},
              "Ouvrir le journal",
              "/operateur/journal"},
             {"Vérifier que rien n’a été retouché",
              {"Chaque acte est inscrit dans un journal où l’on ne peut qu’ajouter. Ses têtes signées sont "
               "publiques\u00a0: gardez-en une. Plus tard, la page «\u00a0Comparer deux têtes du "
               "journal\u00a0» prouve "
               "que rien d’antérieur n’a changé.",
               "Chaque acte offre sa preuve, et le programme qui la vérifie sur votre ordinateur. Qui "
               "administre le serveur "
               "recalcule tout par la commande «\u00a0tremplin verify\u00a0»\u00a0: demandez-lui ce qu’elle "
               "répond."},
              "Voir les têtes signées du journal",
              "/journal/tetes"},
             second_code(),
             {"Suivre les décisions d’une consultation",
              {"Chaque version d’une consultation est gardée, avec sa date et son motif, dans son "
               "historique."},
              "Voir les consultations",
              "/operateur/campagnes"},
         }},
    };
    return all;
}

HelpRole const* help_role(std::string_view slug) {
    auto const all = help_roles();
    auto const found =
        std::find_if(all.begin(), all.end(), [&](HelpRole const& one) { return one.slug == slug; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace site
