-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- For wrk: hand in a report by the API. Each is a new one; only 201 counts, and 201 means: on disk.
wrk.method = "POST"
wrk.path = "/api/v1/meldingen"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{"rol":"burger","anoniem":true,"vorm":"arbeid","gemeente":"GM0502","gevaar":"nee","tekst":"Bij ons in de straat wonen zeker twaalf mensen in een huis. Een busje haalt hen om zes uur op en brengt hen laat weer terug. Een van hen had een gewonde hand en mocht niet naar de dokter. Ik denk dat zij bang zijn voor de man van het busje."}]]

-- wrk itself counts other answers than 2xx and 3xx; the script that runs this fails when there are any.
