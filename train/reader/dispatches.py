#!/usr/bin/env python3
"""Writes annotated dispatches: invented reports of violence, and of what is none, with every span known exactly.

  dispatches.py --count N --seed S --out FILE     N annotators' lines of corpus "dispatch" (README.md), with their text

For what no corpus teaches: claims and denials, suspicions, hedges, tallies, measures, threats, election targets, older
incidents beside the news, several incidents in one report, attackers' own deaths, rising tolls, reports without casualties,
defused bombs, and false alarms; with the places, names and house styles of many countries. All that is told is invented.

Markup of the patterns:
  <x/y/>        one of the alternatives, at random
  {slot}        a phrase that the account (or the country, or the document) fills in; {2.slot} asks account 2
  [a|word]      a span of role a of the account at hand; [2a|word] of account 2
                a anchor, pi and po perpetrator (individual, organisation), v victim, tg target, w weapon, p place, t time,
                s speaker, [k:3:po|three] killed and [i:1:c|a] injured with number and group ("!": they are attackers)
  [T:killed|63] [M:curfew|curfew] [W:advisory|...]   tally, measure, warning
"""
import argparse
import datetime
import json
import pathlib
import random

TYPES = dict(aa="armed_attack", bo="bombing", ki="kidnapping", ar="arson", ro="robbery", st="stoppage", cl="clash", ot="other")
ROLES = dict(a="anchors", pi="perp_ind", po="perp_org", v="victim", tg="target", w="weapon", p="place", t="time", s="speaker")
COUNTS = dict(k="killed", i="injured")
GROUPS = dict(c="civilian", po="police", so="soldier", ca="candidate", pw="party_worker", es="election_staff", at="attacker",
              ch="child", j="journalist", o="official", u="unspecified")
LISTS = dict(T=("tallies", "effect"), M=("measures", "kind"), W=("warnings", "kind"))

# ---------------------------------------------------------------------------------------------------------------- the world

# Given and family names by culture. Nobody is meant: they are joined at random.
NAMES = {
    "pk": ("Imran Gul Rehmat Naseer Faridullah Zarak Bashir Sanaullah Mehmood Shahnawaz Jamila Rukhsana Waheed Dost Yar Kaleem Inayat",
           "Khan Mengal Afridi Bugti Soomro Chandio Kakar Wazir Baloch Qureshi Marwat Yousafzai Achakzai Rind Khoso Tareen Abbasi Lashari"),
    "in": ("Ramesh Suresh Biplab Anjali Mahesh Irfan Dinesh Prakash Laxman Sunita Ravi Gopal Tapan Manjit Farooq Ningthou Lalit",
           "Yadav Mahato Sharma Das Singh Murmu Oraon Reddy Gogoi Boro Ghosh Naik Wani Lone Meitei Haokip Pal Verma"),
    "bd": ("Abdul Rafiqul Shamsul Nasrin Mizanur Habibur Jahanara Tofazzal Anwar Kamrul Ruhul Selina Monirul Delwar",
           "Islam Hossain Rahman Ahmed Mia Sarkar Mondal Chowdhury Uddin Akter Talukder Bhuiyan Sikder Khatun"),
    "np": ("Bishnu Hari Ram Dilli Krishna Maya Kamal Tek Gyanendra Sushila Purna Lok Bhim Santosh",
           "Thapa Gurung Chaudhary Tamang Rai Limbu Adhikari Karki Shrestha Yadav Magar Bhattarai Poudel Jha"),
    "lk": ("Nimal Sunil Kumar Selvam Ruwan Chandrika Sivakumar Mahinda Anura Thangarajah Priyantha Faiz Kamala Nadesan",
           "Perera Fernando Silva Rajapillai Sivalingam Bandara Gunasekara Wickrama Nadarajah Jayasuriya Yoganathan Mohideen"),
    "af": ("Ahmad Gul Najib Abdul Mirwais Shafiqa Noor Rahim Zalmay Hamid Sediq Farzana Aminullah Jawed",
           "Stanikzai Noorzai Popal Rahimi Hotak Mangal Safi Andar Wardak Amiri Zadran Haidari Ahmadzai Barakzai"),
    "mm": ("Aung Kyaw Min Zaw Thida Soe Htun Nay Khin Myo Saw Naw Sai Win",
           "Lin Htoo Naing Oo Maung Tun Wai Zin Phyo Thein Win Aye Htet Soe"),
    "ph": ("Rodrigo Jose Marites Ernesto Danilo Abdulla Norhata Ramon Leonora Efren Junaid Celso Renato Wilma",
           "Dimaporo Santos Reyes Macaraeg Villanueva Ampatuan Salazar Ibrahim Cabrera Domingo Lucman Tolentino Bautista Guiling"),
    "ng": ("Musa Chinedu Ibrahim Emeka Bola Aminu Ngozi Tunde Yakubu Blessing Haruna Sunday Obinna Halima Danjuma",
           "Bello Okafor Adeyemi Eze Abubakar Danladi Ogunleye Nwosu Garba Okoro Tukur Balogun Umar Ekpo Gyang"),
    "ke": ("John Mary Peter Joseph Abdi Wanjiku Kiprop Otieno Grace Mwangi Halima Samuel Ekai Lokwawi",
           "Kamau Odhiambo Cheruiyot Wafula Mutua Njoroge Lekuton Barasa Omondi Koech Ali Lopeyok Kariuki Ewoi"),
    "so": ("Abdullahi Mohamed Hassan Fadumo Ahmed Yusuf Nur Abshir Halimo Omar Farah Ifrah Mukhtar Deqa",
           "Warsame Gedi Hirsi Jama Aden Guled Dirie Nur Barre Isse Mohamud Egal Samatar Roble"),
    "fr": ("Amadou Moussa Ibrahim Fatoumata Issa Oumar Boukary Adama Salif Mariam Hamidou Seydou Hawa Alassane",
           "Traore Diallo Ouedraogo Cisse Maiga Coulibaly Sawadogo Toure Dicko Keita Barry Ag Mohamed Kone Sanogo"),
    "cd": ("Jean-Pierre Kambale Espoir Faustin Celestine Patient Justin Innocent Bahati Furaha Dieudonne Esperance Placide Moise",
           "Kasereka Mumbere Bahati Lubala Kabongo Paluku Mugisho Tshibanda Katembo Ndjango Byamungu Kyungu Muhindo Losa"),
    "mz": ("Joao Amade Celestino Momade Lurdes Abdala Rosa Ernesto Faquira Alberto Zainabo Tomas",
           "Macuacua Nhantumbo Saide Mussa Cossa Chissano Mabunda Amisse Sitoe Nhampossa Assane Langa"),
    "et": ("Abebe Tesfaye Almaz Gebre Kebede Hailu Tigist Lemma Dawit Bekele Hirut Girma Solomon Chala",
           "Tadesse Alemu Gebremedhin Bekele Wolde Negash Tolosa Haile Desta Gudina Mekonnen Abera Kassa Regassa"),
    "sd": ("Osman Adam Abdelrahman Hawa Mutasim Ismail Awatif Yahya Idris Bakri Khalid Hanan Siddig Deng",
           "Elhaj Abdalla Bashir Haroun Musa Idris Arbab Salih Garang Deng Lual Abakar Eltayeb Majok"),
    "la": ("Carlos Jose Luis Maria Hernan Julio Rosa Ramiro Gloria Oscar Wilson Edilberto Alba Marcelino Nestor Yolanda",
           "Restrepo Quispe Ramirez Huaman Guzman Portillo Cardenas Mejia Chavez Alvarenga Zuluaga Orellana Mamani Vargas Cifuentes Pacheco"),
    "ht": ("Jean Wilner Marie Frantz Rosemond Guerline Emmanuel Fritzner Yves Mirlande Jocelyn Dieuseul",
           "Pierre Joseph Charles Destin Saint-Fleur Louis Desrosiers Etienne Belizaire Toussaint Jean-Baptiste Cadet"),
    "ar": ("Ahmed Ali Hassan Mahmoud Khalid Zainab Omar Saleh Yasin Fatima Haider Nabil Walid Samira Tariq Hussein",
           "al-Jubouri al-Obeidi Hamdan al-Sayyid Khoury al-Dulaimi Mansour al-Hashimi Haddad Saad al-Rashid Nasser al-Amri Kassem Qasim"),
    "tr": ("Mehmet Ayse Serhat Baran Fatma Hakan Zeki Leyla Murat Cemal Berivan Osman",
           "Yildiz Demir Aslan Kaya Celik Ozturk Aydin Dogan Polat Sahin Ates Karaca"),
    "id": ("Agus Siti Yohanes Muhammad Rizal Maria Budi Dewi Elias Nurul Thomas Hendra",
           "Santoso Wenda Tabuni Siregar Rahman Murib Kogoya Wijaya Hasibuan Telenggen Saleh Mandagi"),
    "th": ("Somchai Abdulloh Prasert Nida Wichai Hama Suda Arun Marosae Kanya Preecha Rusnee",
           "Srisai Waedao Jaroensuk Mama Thongkham Salae Boonmee Chelong Rattanakorn Useng Pakdee Dolah"),
}

# code: country, adjective, culture of names, actors' country, first-order areas, towns, area words, forces (police; soldiers),
# election body, parties (invented), armed groups (invented), local words for places with {f} for a family name
COUNTRIES = {
    "pk": ("Pakistan|Pakistani|pk|PK|Balochistan;Khyber Pakhtunkhwa;Sindh;Punjab|"
           "Turbat;Khuzdar;Panjgur;Mastung;Bannu;Lakki Marwat;Charsadda;Swabi;Jacobabad;Larkana;Rajanpur;Kalat;Hangu;Tank|district;tehsil|"
           "Levies men;policemen;police constables;Frontier Corps personnel;soldiers;security personnel|Election Commission|"
           "Awami Ittehad Party;Jamhoori Mahaz;National Justice Party;Pakistan Tameer League;Watan Dost Party|"
           "Lashkar-e-Zafar;Baloch Sarmachar Front;Harkat-ul-Fajr;Sindhu Azadi Tigers;Jaish-e-Wafa|"
           "{f} Chowk;Killi {f};Goth {f};{f} Bazaar;{f} Colony;Basti {f}"),
    "in": ("India|Indian|in|IN|Chhattisgarh;Jharkhand;Assam;Manipur;Jammu and Kashmir;West Bengal;Bihar|"
           "Bijapur;Sukma;Latehar;Gumla;Kokrajhar;Churachandpur;Pulwama;Sopore;Medinipur;Gaya;Birbhum;Gadchiroli|district;block|"
           "constables;CRPF jawans;policemen;home guards;troopers;special police officers|Election Commission|"
           "Lok Shakti Dal;Jan Adhikar Morcha;Rashtriya Kisan Party;Pragati Congress;Samata Front|"
           "People's Jungle Guerrilla Squad;Bodo Volunteer Tigers;Kangla Liberation Front;Lashkar-e-Baraf;Red Corridor Army|"
           "{f} Para;{f}pur;{f}guda;{f} Mohalla;{f} Basti;{f} Tola"),
    "bd": ("Bangladesh|Bangladeshi|bd|BD|Chittagong;Rajshahi;Khulna;Dhaka;Barisal|"
           "Satkhira;Bogra;Cox's Bazar;Jessore;Noakhali;Pabna;Kushtia;Rangamati;Feni;Gaibandha|upazila;district|"
           "policemen;Ansar members;RAB men;constables;BGB members|Election Commission|"
           "Jatiya Gana Dal;Bangladesh Unnayan League;Islami Samaj Party;Krishak Front|"
           "Jamaat-ul-Nur;Purba Sarbahara Squad;Hill People's Shanti Force;Harkat-e-Bangla|"
           "{f} Bazar;{f}para;Char {f};{f}hat;{f} Road"),
    "np": ("Nepal|Nepali|np|NP|Rolpa;Siraha;Banke;Morang|Birgunj;Janakpur;Nepalgunj;Lahan;Dhangadhi;Biratnagar;Gaur;Tulsipur|district;municipality|"
           "policemen;soldiers;Armed Police Force personnel;constables|Election Commission|"
           "Nepal Janata Party;United Madhes Forum;Communist Unity Party;Rastriya Samajbadi Dal|"
           "Terai Mukti Tigers;Jana Sena Nepal;Madhes Falcon Force;Khambuwan Youth Force|"
           "{f}tol;{f} Chowk;{f}gaun;{f} Bazaar"),
    "lk": ("Sri Lanka|Sri Lankan|lk|LK|Northern Province;Eastern Province;North Central Province|"
           "Vavuniya;Batticaloa;Jaffna;Trincomalee;Mannar;Ampara;Kilinochchi;Anuradhapura|district;division|"
           "soldiers;policemen;home guards;sailors;STF men|Elections Department|"
           "People's Unity Alliance;Lanka Jathika Peramuna;Tamil Progressive Congress;Muslim National Front|"
           "Tamil Freedom Brigade;Makkal Padai;Eastern Tigers Faction;Patriotic Lions|"
           "{f}kulam;{f} Junction;{f}gama;{f} Road"),
    "af": ("Afghanistan|Afghan|af|AF|Helmand;Kandahar;Nangarhar;Kunduz;Ghazni;Baghlan|"
           "Lashkar Gah;Jalalabad;Spin Boldak;Pul-e-Khumri;Andar;Sangin;Khogyani;Imam Sahib|district;province|"
           "border policemen;soldiers;local policemen;intelligence officers;policemen|Independent Election Commission|"
           "Paiman-e-Milli;Afghan Unity Party;National Reform Movement;Hezb-e-Taraqi|"
           "Fidayan-e-Hind Kush;Mahaz-e-Sarhad;Khorasan Fidayan;Hilal Front|"
           "{f} Kalay;{f} Bazaar;Qala-e-{f};{f} Square"),
    "mm": ("Myanmar|Myanmar|mm|MM|Sagaing Region;Kayin State;Shan State;Rakhine State;Magway Region|"
           "Monywa;Myawaddy;Lashio;Sittwe;Pakokku;Shwebo;Loikaw;Kawkareik|township;district|"
           "soldiers;policemen;militiamen;troops;border guards|Union Election Commission|"
           "People's Pioneer Union;National Harmony Party;Shan Democratic Front;Arakan Unity Party|"
           "Chindwin People's Guerrillas;Karen Dawn Army;Shan Hills Resistance;Black Leopard Force|"
           "{f}gon village;{f}daw ward;{f}zu village;{f} Road"),
    "ph": ("the Philippines|Philippine|ph|PH|Maguindanao;Lanao del Sur;Basilan;Masbate;Samar;Cotabato|"
           "Marawi;Isabela City;Shariff Aguak;Catarman;Midsayap;Cotabato City;Jolo;Catbalogan|town;province|"
           "policemen;soldiers;marines;militiamen;village guards|Commission on Elections|"
           "Lakas Bayan;Partido Kaunlaran;Mindanao Unity Party;Alyansa ng Masa|"
           "Sulu Freedom Fighters;Bangsa Defenders Army;Red Eagle Command;Maharlika Partisan Unit|"
           "Barangay {f};Sitio {f};{f} Street;Poblacion {f}"),
    "ng": ("Nigeria|Nigerian|ng|NG|Borno State;Plateau State;Benue State;Kaduna State;Rivers State;Zamfara State;Anambra State|"
           "Maiduguri;Jos;Makurdi;Gboko;Zaria;Ogoni;Gusau;Onitsha;Konduga;Barkin Ladi;Birnin Gwari|local government area;council area|"
           "policemen;soldiers;vigilantes;civil defence officers;mobile policemen|Independent National Electoral Commission|"
           "All People's Accord;National Progress Congress;Labour Redemption Party;Unity Democratic Alliance|"
           "Jama'at Nasr al-Sahel;Delta Creek Avengers;Eastern Sunrise Network;Black Forest Boys|"
           "Unguwar {f};{f} Junction;{f} Quarters;{f} Market"),
    "ke": ("Kenya|Kenyan|ke|KE|Turkana County;Baringo County;Lamu County;Mandera County;Nairobi County;Kisumu County|"
           "Lodwar;Kapedo;Mpeketoni;Mandera;Kibera;Kisumu;Wajir;Garissa;Marsabit;Baragoi|sub-county;division|"
           "police reservists;policemen;GSU officers;soldiers;administration police officers|Electoral and Boundaries Commission|"
           "Umoja Party;Kenya Mageuzi Alliance;Wananchi Democratic Movement;Jahazi Party|"
           "Sons of the Valley;Harakat al-Sahil;Mlima Youth Brigade;Coast Republican Guards|"
           "{f} trading centre;{f} estate;{f} Market;{f} location"),
    "so": ("Somalia|Somali|so|SO|Lower Shabelle;Bay;Hiran;Galgadud;Mudug|"
           "Afgoye;Baidoa;Beledweyne;Galkayo;Kismayo;Jowhar;Merca;Dhusamareb|district;region|"
           "soldiers;policemen;regional forces soldiers;peacekeepers;intelligence agents|election commission|"
           "Himilo Qaran;Daljir Party;Midnimo Union;Horseed Congress|"
           "Jaysh al-Tawhid Somalia;Lower Juba Shield;Hizb al-Nasr;Ras Gedi Fighters|"
           "{f} neighbourhood;{f} junction;Buulo {f};{f} checkpoint"),
    "ml": ("Mali|Malian|fr|ML|Mopti;Gao;Segou;Timbuktu|Bandiagara;Menaka;Niono;Ansongo;Douentza;Koro;Djenne;Gossi|cercle;commune|"
           "soldiers;gendarmes;Dozo hunters;national guards;peacekeepers|electoral commission|"
           "Alliance pour le Mali Nouveau;Rassemblement du Peuple;Parti de l'Espoir;Union du Fleuve|"
           "Katiba Nour;Front de l'Azawad Libre;Dan Baara Hunters;Ansar al-Nahr|"
           "{f}bougou;hamlet of {f};{f} market;{f} well"),
    "bf": ("Burkina Faso|Burkinabe|fr|BF|Sahel Region;Est Region;Boucle du Mouhoun|Djibo;Dori;Fada N'Gourma;Kaya;Nouna;Diapaga;Arbinda|province;commune|"
           "soldiers;gendarmes;volunteer fighters;policemen;VDP auxiliaries|electoral commission|"
           "Faso Yelemani;Mouvement pour la Patrie;Parti du Renouveau;Convergence Citoyenne|"
           "Katiba al-Sabr;Ansar al-Gourma;Nord Vigilance;Jund al-Liptako|"
           "{f}gou;{f} gold mine;{f} market;hamlet of {f}"),
    "cd": ("the Democratic Republic of Congo|Congolese|cd|CD|North Kivu;South Kivu;Ituri;Tanganyika|"
           "Beni;Butembo;Bunia;Rutshuru;Fizi;Mambasa;Lubero;Djugu;Kalemie|territory;chiefdom|"
           "soldiers;policemen;park rangers;peacekeepers;army soldiers|electoral commission|"
           "Union pour le Congo;Parti du Grand Lac;Alliance des Batisseurs;Mouvement Mayele|"
           "Mai-Mai Milima;Front for the Defence of Ituri;Allied Forest Forces;Raia Tayari|"
           "{f} village;groupement of {f};{f} displacement site;{f} mine"),
    "mz": ("Mozambique|Mozambican|mz|MZ|Cabo Delgado;Sofala;Zambezia;Nampula|Macomia;Palma;Quissanga;Gorongosa;Mocuba;Muidumbe;Memba|district;administrative post|"
           "soldiers;policemen;local militiamen;rapid intervention officers|National Elections Commission|"
           "Partido Nova Terra;Movimento Popular do Centro;Alianca Verde;Uniao Nacional|"
           "Ansar al-Bahr;Forca do Planalto;Zambezi Spirit Fighters;Jovens do Norte|"
           "{f} village;aldeia de {f};{f} bairro;{f} crossing"),
    "et": ("Ethiopia|Ethiopian|et|ET|Oromia;Amhara;Tigray;Benishangul-Gumuz|Nekemte;Dembi Dolo;Gondar;Shire;Metekel;Gimbi;Kombolcha;Adwa|zone;woreda|"
           "federal policemen;soldiers;regional special forces;militiamen|National Election Board|"
           "Ethiopian Renewal Party;Biyya Abdii;Selam Democratic Front;Habesha Unity Party|"
           "Green Valley Liberation Army;Dejen Fano Brigade;Gumuz People's Front;Wollega Liberation Force|"
           "{f} kebele;{f} village;{f} bridge;{f} market"),
    "sd": ("Sudan|Sudanese|sd|SD|North Darfur;South Kordofan;West Darfur;Blue Nile|El Fasher;Kadugli;El Geneina;Nyala;Dilling;Kutum;Zalingei;Damazin|locality;state|"
           "soldiers;policemen;peacekeepers;reserve forces soldiers|National Elections Commission|"
           "Umma Renewal Party;Sudanese Congress Union;Federal Justice Party;Nile Democratic Bloc|"
           "Darfur Dawn Movement;Nuba Hills Army;Border Horsemen Militia;Sahara Shield Forces|"
           "{f} camp;{f} market;Umm {f};{f} district"),
    "co": ("Colombia|Colombian|la|CO|Antioquia;Cauca;Arauca;Norte de Santander;Meta|Apartado;Tibu;Saravena;Caloto;Granada;Corinto;Yarumal;Barrancabermeja|municipality;department|"
           "policemen;soldiers;marines;prison guards;army troops|National Registry|"
           "Union Popular;Movimiento Campesino;Partido Renovacion;Alianza Civica|"
           "Comando Jaime Rojas;Frente Rio Verde;Autodefensas del Norte;Bloque Serrania|"
           "vereda {f};El {f};barrio {f};hacienda {f}"),
    "pe": ("Peru|Peruvian|la|PE|Ayacucho;Huanuco;Junin;Puno|Huanta;Tingo Maria;Huancayo;Satipo;Tarma;Juliaca;Aucayacu|province;district|"
           "policemen;soldiers;ronderos;civil guards;marines|National Elections Board|"
           "Accion Andina;Izquierda del Pueblo;Frente Democratico Nacional;Alianza Trabajo|"
           "Ejercito Rojo Andino;Comando Tupac Sur;Columna Felipe Rojas|"
           "{f}pampa;hacienda {f};{f}bamba;jiron {f}"),
    "sv": ("El Salvador|Salvadoran|la|SV|Morazan;Chalatenango;San Miguel;Usulutan|San Vicente;Perquin;Suchitoto;Jiquilisco;Zacatecoluca;Santa Ana;Apopa|department;municipality|"
           "soldiers;national guardsmen;treasury policemen;civil defensemen;policemen|Central Elections Council|"
           "Partido de Accion Salvadorena;Frente Cristiano;Union Cuscatleca;Convergencia Popular|"
           "Fuerzas Populares Armadas;Frente Farabundo Once;Escuadron Maximiliano;Brigada Rafael|"
           "canton {f};colonia {f};{f} farm;barrio {f}"),
    "mx": ("Mexico|Mexican|la|MX|Guerrero;Michoacan;Chiapas;Tamaulipas|Chilapa;Apatzingan;Iguala;Reynosa;Uruapan;Acapulco;Ocosingo|municipality;state|"
           "policemen;soldiers;marines;state policemen;national guards|Electoral Institute|"
           "Movimiento Esperanza;Partido del Cambio;Fuerza Ciudadana;Alianza Mexicana|"
           "Cartel de la Cuenca;Los Zopilotes;Guardia Comunitaria del Sur;Ejercito Insurgente del Sureste|"
           "colonia {f};ejido {f};{f} ranch;rancho El {f}"),
    "ht": ("Haiti|Haitian|ht|HT|Artibonite;Ouest;Grand'Anse|Gonaives;Jeremie;Saint-Marc;Croix-des-Bouquets;Petite Riviere;Cite Soleil;Martissant|commune;department|"
           "policemen;soldiers;prison guards;UN policemen|Provisional Electoral Council|"
           "Fanmi Lakay;Mouvement Tet Ansanm;Parti Louvri Je;Alliance Patriotique|"
           "Baz Gran Lakou;Lame Zwazo;Ti Bwa Gang;400 Chwal|"
           "Carrefour {f};ruelle {f};{f} market;Delmas {f}"),
    "iq": ("Iraq|Iraqi|ar|IQ|Diyala;Anbar;Nineveh;Salahuddin;Basra|Baquba;Ramadi;Mosul;Samarra;Tal Afar;Falluja;Tikrit;Hilla;Amara|district;province|"
           "policemen;soldiers;commandos;tribal fighters;border guards|High Electoral Commission|"
           "Iraqi Dawn List;Civil Reform Alliance;National Covenant Bloc;Tigris Unity Coalition|"
           "Jaish al-Rafidayn;Saraya al-Fajr;Kata'ib al-Nahrain;Ansar al-Haqq Brigade|"
           "al-{f} neighbourhood;{f} market;Hay {f};{f} bridge"),
    "sy": ("Syria|Syrian|ar|SY|Idlib;Deir al-Zor;Aleppo;Daraa|al-Bab;Maarat Misrin;Mayadin;Nawa;Azaz;Saraqib;Hajin|countryside;province|"
           "soldiers;militiamen;policemen;border guards|election committee|"
           "Future Syria Party;National Rally;Syrian Civic Bloc|"
           "Saraya al-Sham al-Hurra;Liwa al-Furat;Jaish al-Badiya;Horan Brigade|"
           "{f} village;{f} camp;{f} roundabout;Tal {f}"),
    "ye": ("Yemen|Yemeni|ar|YE|Taiz;Abyan;Hadramawt;Marib|Zinjibar;Mukalla;Lahj;al-Bayda;Seiyun;Radaa;Jaar|district;governorate|"
           "soldiers;security belt fighters;policemen;republican guards|Supreme Elections Committee|"
           "Yemeni Justice Gathering;Southern Covenant;Republican Union|"
           "Ansar al-Wadi;Aden Resistance Companies;Hadrami Nukhba Battalion|"
           "{f} junction;{f} roundabout;Wadi {f};{f} checkpoint"),
    "lb": ("Lebanon|Lebanese|ar|LB|Bekaa;North Lebanon;South Lebanon|Tripoli;Sidon;Baalbek;Zahle;Tyre;Chtaura;Nabatiyeh|district;suburb|"
           "soldiers;gendarmes;policemen;security forces members|Interior Ministry|"
           "National Cedar Party;Free Mountain Bloc;Progress and Labour Gathering|"
           "Cedars Liberation Squads;Black April Organisation;Ain Battalion|"
           "{f} quarter;{f} street;Ain {f};{f} camp"),
    "tr": ("Turkey|Turkish|tr|TR|Diyarbakir;Sirnak;Hakkari;Mardin|Cizre;Lice;Yuksekova;Nusaybin;Silopi;Semdinli;Bismil|district;province|"
           "gendarmes;soldiers;village guards;policemen|Supreme Election Board|"
           "Anatolian Unity Party;Labour and Freedom Party;National Ascent Party|"
           "Red Dawn Partisans;Freedom Falcons of Zagros;Mountain Youth Union|"
           "{f} mahallesi;{f} village;{f} street;{f} pass"),
    "id": ("Indonesia|Indonesian|id|ID|Papua;Central Sulawesi;Aceh;Maluku|Nduga;Poso;Timika;Lhokseumawe;Ambon;Wamena;Palu;Bireuen|regency;district|"
           "soldiers;policemen;Brimob officers;marines|General Elections Commission|"
           "Partai Bangsa Maju;Partai Rakyat Adil;Partai Nusantara Bersatu|"
           "Cenderawasih Liberation Army;Mujahidin Teluk;Aceh Merah Front|"
           "{f} village;{f} subdistrict;kampung {f};{f} market"),
    "th": ("Thailand|Thai|th|TH|Pattani;Yala;Narathiwat|Sungai Kolok;Yarang;Betong;Rueso;Bannang Sata;Tak Bai;Raman|district;province|"
           "rangers;soldiers;policemen;defence volunteers|Election Commission|"
           "Palang Mai Party;Thai Ruam Jai;Siam Progress Party|"
           "Patani Freedom Runners;Barisan Pemuda Selatan;Harimau Brigade|"
           "Ban {f};{f} tea shop;{f} market;tambon {f}"),
}

AGENCIES = "Newsline;ANW;Continental Press;Xpress News;UNP;Horn Wire;Dispatch Service;Prensa Unida;Daily Sentinel;Mail Bureau".split(";")
RADIOS = "Radio Cadena Central;Voice of the Coast;Domestic Service;Radio Libertad Sur;National Network".split(";")
PAPERS = "Daily Mashriq Post;Valley Times;Gazette;Morning Herald;Evening Courier;Frontier Star;Tribune".split(";")

# Nouns of a group, plural and with the article for one
PEOPLE = {
    "c": [("villagers", "a villager"), ("people", "a man"), ("civilians", "a civilian"), ("passers-by", "a passer-by"),
          ("labourers", "a labourer"), ("farmers", "a farmer"), ("traders", "a trader"), ("passengers", "a passenger"),
          ("shopkeepers", "a shopkeeper"), ("women", "a woman"), ("worshippers", "a worshipper"), ("miners", "a miner"),
          ("residents", "a resident"), ("herdsmen", "a herdsman"), ("students", "a student"), ("peasants", "a peasant"),
          ("fishermen", "a fisherman"), ("truck drivers", "a truck driver"), ("aid workers", "an aid worker"),
          ("men", "a young man"), ("persons", "a person"), ("voters", "a voter"), ("displaced persons", "a displaced woman")],
    "pw": [("party workers", "a party worker"), ("activists", "an activist"), ("supporters", "a supporter"),
           ("campaign workers", "a campaign worker"), ("party members", "a party member"), ("polling agents", "a polling agent")],
    "es": [("polling officials", "a polling official"), ("election workers", "an election worker"), ("presiding officers", "a presiding officer"),
           ("election observers", "an election observer"), ("enumerators", "an enumerator"), ("polling assistants", "a polling assistant")],
    "ch": [("children", "a child"), ("schoolboys", "a schoolboy"), ("girls", "a girl"), ("minors", "a minor"), ("toddlers", "a toddler"),
           ("pupils", "a pupil")],
    "j": [("journalists", "a journalist"), ("reporters", "a reporter"), ("cameramen", "a cameraman")],
    "o": [("officials", "an official"), ("judges", "a judge"), ("civil servants", "a civil servant"), ("councillors", "a councillor"),
          ("village heads", "a village head"), ("tax collectors", "a tax collector")],
    "at": [("militants", "a militant"), ("attackers", "an attacker"), ("gunmen", "a gunman"), ("rebels", "a rebel"),
           ("assailants", "an assailant"), ("insurgents", "an insurgent"), ("terrorists", "a terrorist")],
}
POLICE_WORDS = ("police", "constable", "CRPF", "Levies", "RAB", "GSU", "STF", "Brimob", "gendarme", "guardsmen", "vigilante", "reservist")

PERPS = ["two [pi|gunmen] on a motorcycle", "unidentified [pi|gunmen]", "[pi|armed men]", "[pi|unknown assailants]", "[pi|masked men]",
         "[pi|three men] in a white pickup", "[pi|unidentified attackers]", "a group of [pi|armed youths]", "[pi|heavily armed militants]",
         "[pi|motorcycle-borne assailants]", "[pi|four gunmen] in military fatigues", "[pi|bandits]", "[pi|armed insurgents]", "[pi|unknown persons]",
         "[pi|rebels]", "[pi|guerrillas]", "[pi|hooded individuals]", "[pi|unidentified miscreants]", "[pi|armed tribesmen]",
         "[pi|a group] of about 20 men", "[pi|unknown gunmen]", "some [pi|eight men] with their faces covered", "[pi|cattle raiders]", "[pi|assailants]"]
PERPS2 = ["[pi|attackers]", "[pi|assailants]", "[pi|gunmen]", "[pi|assailants]", "[pi|culprits]", "[pi|attackers]"]
ORG_MEN = ["militants", "fighters", "gunmen", "members", "men", "rebels", "cadres", "guerrillas"]

TARGETS = {
    "election": ["[tg|election office] of {partyname}", "[tg|polling station]", "[tg|office] of the returning officer", "[tg|campaign office] of {cand}",
                 "[tg|election rally] of {partyname}", "[tg|corner meeting] of {partyname}", "[tg|vehicle] carrying ballot papers",
                 "[tg|convoy] of {cand}", "[tg|residence] of {cand}", "[tg|school] to be used as a polling centre", "[tg|camp office] of {partyname}",
                 "[tg|warehouse] where ballot boxes were stored", "[tg|truck] carrying polling material", "[tg|party camp]", "[tg|tally centre]",
                 "[tg|voter registration centre]", "[tg|motorcade] of {cand}", "[tg|campaign bus] of {partyname}", "[tg|district election office]"],
    "road": ["[tg|army convoy]", "[tg|police van]", "[tg|patrol]", "[tg|truck] carrying polling material", "[tg|convoy] of {cand}", "[tg|passenger bus]", "[tg|supply truck]",
             "[tg|campaign bus] of {partyname}", "[tg|ambulance]", "[tg|jeep] of the returning officer", "[tg|oil tanker]", "[tg|motorcade] of {cand}"],
    "other": ["[tg|police checkpoint]", "[tg|army convoy]", "[tg|passenger bus]", "[tg|market]", "[tg|mosque]", "[tg|church]", "[tg|police station]",
              "[tg|bank]", "[tg|gas pipeline]", "[tg|railway track]", "[tg|power pylon]", "[tg|girls' school]", "[tg|clinic]", "[tg|mobile phone tower]",
              "[tg|town hall]", "[tg|police van]", "[tg|military outpost]", "[tg|bridge]", "[tg|newspaper office]", "[tg|hotel]", "[tg|court complex]",
              "[tg|tea stall]", "[tg|cattle market]", "[tg|oil tanker]", "[tg|patrol]", "[tg|restaurant]", "[tg|telephone exchange]"],
}
PLACE_NOUNS = ["bus stand", "vegetable market", "petrol station", "cinema", "football ground", "primary school", "hospital gate", "river crossing",
               "taxi rank", "wedding hall", "main square", "grain mill", "cemetery", "roundabout", "bakery", "railway crossing", "barber's shop"]

# kind: type, nouns that name it, weapons
KINDS = {
    "shooting": ("aa", "shooting attack killing shooting", "a [w|Kalashnikov rifle];[w|automatic weapons];a [w|pistol];[w|AK-47s];a [w|9mm pistol];[w|shotguns];[w|assault rifles]"),
    "raid": ("aa", "attack raid assault", "[w|automatic rifles];[w|machetes];[w|guns] and [w|machetes];[w|rocket-propelled grenades] and [w|small arms];[w|heavy machine guns]"),
    "ambush": ("aa", "ambush attack", "[w|automatic fire];[w|machine guns];[w|rockets] and [w|rifles];[w|light weapons]"),
    "stabbing": ("aa", "stabbing attack killing", "a [w|knife];a [w|machete];[w|daggers];a [w|sharp weapon];[w|kitchen knives]"),
    "beating": ("aa", "assault beating attack", "[w|iron rods];[w|sticks];[w|clubs];[w|rifle butts];[w|bamboo poles]"),
    "ied": ("bo", "blast explosion bombing attack", "a [w|bomb];an [w|improvised explosive device];a [w|remote-controlled bomb];a [w|landmine];[w|explosives];a [w|car bomb];a [w|time bomb];[w|dynamite]"),
    "suicide": ("bo", "attack bombing blast", "a [w|suicide vest];an [w|explosives-laden vehicle];an [w|explosive belt];a [w|truck bomb]"),
    "grenade": ("bo", "attack explosion blast", "a [w|hand grenade];a [w|grenade];two [w|hand grenades];a [w|cracker bomb];[w|petrol bombs];[w|crude bombs]"),
    "shelling": ("bo", "shelling attack bombardment", "[w|mortars];[w|rockets];[w|artillery shells];[w|107mm rockets];[w|tank fire]"),
    "airstrike": ("bo", "strike raid bombing", "[w|missiles];a [w|drone];[w|cluster bombs];[w|helicopter gunships];[w|barrel bombs]"),
    "kidnap": ("ki", "kidnapping abduction", "[w|guns];[w|rifles]"),
    "arson": ("ar", "arson attack", "[w|petrol];[w|petrol bombs];[w|kerosene]"),
    "robbery": ("ro", "robbery heist", "[w|pistols];[w|guns];[w|sawn-off shotguns]"),
    "clash": ("cl", "clash fighting violence", "[w|stones];[w|sticks] and [w|stones];[w|spears];[w|firearms];[w|bows and arrows];[w|machetes]"),
    "stoppage": ("st", "strike shutdown", "[w|sticks]"),
    "vandal": ("ot", "vandalism attack", "[w|hammers];[w|stones]"),
    "abuse": ("ot", "attack assault", "[w|guns];[w|knives]"),
}
NUMBERS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
           "nineteen twenty").split()
MONTHS = "January February March April May June July August September October November December".split()


class Country:
    def __init__(self, code, chance, actors):
        fields = COUNTRIES[code].split("|")
        (self.name, self.adjective, self.culture, self.actors_code) = fields[:4]
        (self.areas, self.towns, self.units, self.forces) = (field.split(";") for field in fields[4:8])
        self.body = fields[8]
        (self.parties, self.groups, self.spots) = (field.split(";") for field in fields[9:12])
        self.code, self.chance = code, chance
        self.real_groups = actors.get(self.actors_code, [])

    def person(self):
        given, family = NAMES[self.culture]
        name = self.chance.choice(given.split()) + " " + self.chance.choice(family.split())
        if self.chance.random() < 0.15:
            name = self.chance.choice(given.split()) + " " + name
        return name

    def spot(self):
        family = self.chance.choice(NAMES[self.culture][1].split())
        return self.chance.choice(self.spots).format(f=family.removeprefix("al-").capitalize())

    def group(self):
        return self.chance.choice(self.real_groups if self.real_groups and self.chance.random() < 0.45 else self.groups)


class House:
    """How a publisher writes."""

    def __init__(self, chance, published):
        self.chance, self.published = chance, published
        self.digits = chance.random() < 0.35
        self.hedge = chance.random() < 0.3
        self.dates = chance.choice(["weekday", "weekday", "date", "relative", "mixed"])
        self.day_first = chance.random() < 0.5

    def number(self, n):
        return str(n) if n > len(NUMBERS) - 1 or self.digits or n > 10 and self.chance.random() < 0.8 else NUMBERS[n]

    def day(self, date, year=False):
        text = f"{date.day} {MONTHS[date.month - 1]}" if self.day_first else f"{MONTHS[date.month - 1]} {date.day}"
        return text + (f"{'' if self.day_first else ','} {date.year}" if year else "")


class Account:
    """The facts of one incident and how they are worded."""

    def __init__(self, document, number, kind, election=None, background=False, perp=None, dead=None, hurt=None):
        chance = document.chance
        self.document, self.number, self.kind, self.background = document, number, kind, background
        self.chance, self.country, self.house = chance, document.country, document.house
        self.type = TYPES[KINDS[kind][0]]
        self.modality, self.certainty, self.shown = "actual", "unknown", False
        self.election = chance.random() < 0.45 if election is None else election
        self.town = chance.choice([town for town in self.country.towns if town not in document.towns] or self.country.towns)
        document.towns.append(self.town)
        self.unit, self.area = chance.choice(self.country.units), chance.choice(self.country.areas)
        self.spot = self.country.spot()
        self.date = document.house.published - datetime.timedelta(days=chance.choice([0, 0, 1, 1, 2, 3]))
        self.organisation = self.country.group()
        big = kind in ("ied", "suicide", "shelling", "airstrike", "raid", "clash")
        self.dead = dead if dead is not None else chance.choice([0, 1, 1, 2, 2, 3, 4, 5, 7, 11, 14, 23, 38] if big else [0, 1, 1, 1, 2, 2, 3, 4])
        self.hurt = hurt if hurt is not None else chance.choice([0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 17, 26, 60] if big else [0, 0, 1, 1, 2, 3])
        groups = ["pw", "pw", "es", "c", "po", "ch"] if self.election else ["c", "c", "c", "c", "po", "so", "po", "so", "ch", "j", "o"]
        self.dead_group, self.hurt_group = chance.choice(groups), chance.choice(groups)
        self.perp_style = perp or chance.choice(["unidentified", "unidentified", "unidentified", "suspected", "organisation"])
        self.target_text = chance.choice(TARGETS["road" if kind == "ambush" else "election" if self.election else "other"])
        self.candidate, self.party = self.country.person(), chance.choice(self.country.parties)
        self.victim_name = self.country.person()
        self.weapon_text = chance.choice(KINDS[kind][2].split(";"))
        self.captives = chance.choice([1, 1, 2, 3, 5, 9])

    # -- people
    def noun(self, group, n):
        if group in ("po", "so"):
            forces = [f for f in self.country.forces if any(w in f for w in POLICE_WORDS) == (group == "po")] or self.country.forces
            plural = self.chance.choice(forces)
            if n != 1:
                return plural
            if plural.endswith("men"):
                return "a " + plural[:-3] + "man"
            if plural.endswith("s") and not plural.endswith("ss"):
                return ("an " if plural[0] in "aeiou" else "a ") + plural[:-1]
            return "a member of the security forces"
        plural, single = self.chance.choice(PEOPLE[group])
        return single if n == 1 else plural

    def people(self, label, n, group, attacker=False, others=False):
        """"three policemen", "a trader", "at least 15 people": the words with their spans."""
        self.shown = self.shown or label == "k" and not attacker
        mark = f"{label}:{n}:{group}{'!' if attacker else ''}"
        if others:
            word = self.house.number(n) if n > 1 else self.chance.choice(["one", "another"])
            noun = {1: "" if word == "another" else " other"}.get(n, " others")
            return f"[v|[{mark}|{word}]{noun}]"
        if n == 1 and self.chance.random() < 0.75:
            article, noun = self.noun(group, 1).split(" ", 1)
            return f"[{mark}|{article}] [v|{noun}]"
        word = self.house.number(n)
        noun = self.noun(group, 2) if n > 1 else self.noun(group, 1).split(" ", 1)[1]
        before = self.chance.choice(["", "", "", "", "at least ", "as many as ", "about ", "some ", "no fewer than "]) if n > 2 else ""
        return f"{before}[v|[{mark}|{word}] {noun}]"

    def killed(self):
        self.dead = max(self.dead, 1)
        return self.people("k", self.dead, self.dead_group)

    def injured(self):
        self.hurt = max(self.hurt, 1)
        return self.people("i", self.hurt, self.hurt_group, others=self.shown and self.chance.random() < 0.6)

    def kwas(self):
        return "was" if self.dead <= 1 else "were"

    def iwas(self):
        return "was" if self.hurt <= 1 else "were"

    def toll_ing(self):
        kill = self.chance.choice(["killing {killed}", "leaving {killed} dead", "killing {killed}"])
        hurt = self.chance.choice(["wounding {injured}", "injuring {injured}"])
        if self.dead and self.hurt:
            return f"{kill} and {hurt}"
        if self.dead or self.hurt:
            return kill if self.dead else hurt
        return self.chance.choice(["but no one was hurt", "causing damage but no casualties", "without causing any loss of life", "but there were no casualties"])

    def toll(self):
        if self.dead and self.hurt:
            return self.chance.choice(["{killed} {kwas} killed and {injured} <injured/wounded/hurt>", "{killed} <died/lost their lives> and {injured} {iwas} <injured/wounded>",
                                       "{killed} {kwas} killed while {injured} sustained <injuries/wounds>"])
        if self.dead:
            return self.chance.choice(["{killed} {kwas} killed", "{killed} lost <their lives/his life>" if self.dead == 1 else "{killed} died", "{killed} {kwas} killed on the spot"])
        if self.hurt:
            return self.chance.choice(["{injured} {iwas} <injured/wounded/hurt>", "{injured} sustained <injuries/minor injuries/shrapnel wounds>"])
        return self.chance.choice(["no one was <hurt/injured>", "there were no casualties", "no loss of life was reported"])

    def Toll(self):
        return "^" + self.toll()

    def captive(self):
        group = self.dead_group if self.dead_group != "ch" else "c"
        if self.captives == 1:
            return self.chance.choice(["[v|{name}]", "a " + "[v|" + self.noun("c", 1).split(" ", 1)[1] + "]" if self.chance.random() < 0.5 else "[v|{name}], a local [v|<teacher/doctor/contractor/priest/trader/councillor/reporter>]"])
        return f"[v|{self.house.number(self.captives)} {self.noun(group, 2)}]"

    def victim(self):
        return "[v|" + self.victim_name + "]"

    def cand(self):
        return self.candidate

    def partyname(self):
        return "the " + self.party

    # -- doers
    def perp(self):
        if self.perp_style in ("suspected", "organisation") and self.certainty == "unknown":
            self.certainty = "suspected" if self.perp_style == "suspected" else "stated"
        if self.perp_style == "suspected":
            return self.chance.choice(["suspected [pi|[po|{org_name}] {org_men}]", "suspected [pi|{org_men}] of the [po|{org_name}]", "[pi|{org_men}] believed to belong to the [po|{org_name}]",
                                       "[pi|gunmen] suspected of belonging to the [po|{org_name}]"])
        if self.perp_style == "organisation":
            return self.chance.choice(["[pi|[po|{org_name}] {org_men}]", "[pi|{org_men}] of the [po|{org_name}]", "the [po|{org_name}]"])
        return self.chance.choice(PERPS)

    def perp2(self):
        return "the " + self.chance.choice(PERPS2)

    def org_name(self):
        return self.organisation

    def org_men(self):
        return self.chance.choice(ORG_MEN)

    def org(self):
        return "[po|" + self.organisation + "]"

    # -- things
    def target(self):
        text = self.target_text
        return ("an " if text.split("|")[1][0] in "aeiou" else "a ") + text

    def target2(self):
        return "the " + self.target_text.split("]")[0] + "]"

    def weapon(self):
        return self.weapon_text

    def weapon2(self):
        """The weapon without article."""
        text = self.weapon_text
        for article in ("a ", "an ", "two "):
            text = text.removeprefix(article)
        return "the " + text

    def deed(self):
        return "the [a|" + self.chance.choice(KINDS[self.kind][1].split()) + "]"

    def a_deed(self):
        words = [word for word in KINDS[self.kind][1].split() if word not in ("killing", "violence", "fighting", "vandalism", "arson")]
        word = self.chance.choice(words)
        return ("an" if word[0] in "aeiou" else "a") + " [a|" + word + "]"

    def org1(self):
        return self.document.rivals[0]

    def org2(self):
        return self.organisation if self.kind == "clash" and self.document.rivals[2] else self.document.rivals[1]

    def org_party(self):
        return self.party

    def org_spokesman(self):
        return self.document.spokesman

    def cwas(self):
        return "was" if self.captives == 1 else "were"

    def rise(self):
        """Sets what the sentences on a rising toll tell."""
        more = self.dead + self.chance.choice([1, 1, 2, 3, 5])
        self.risen = dict(a=str(self.dead), b=str(more), g=self.dead_group, aw=self.house.number(self.dead), bw=self.house.number(more))

    def lose(self):
        """Sets what the sentences on attackers' own deaths tell."""
        n = self.chance.choice([1, 1, 2, 2, 3, 4, 6])
        self.lost = dict(x=str(n), xw=self.house.number(n), xwas="was" if n == 1 else "were", their="his" if n == 1 else "their",
                         xmen=self.noun("at", n).split(" ", 1)[-1] if n == 1 else self.noun("at", n))

    def party_n(self):
        return self.party

    def victim_full(self):
        return self.victim_name

    def victim_last_name(self):
        return self.victim_name.split()[-1]

    def threat(self):
        return self.threat_text

    def noun_slot(self):
        return self.heading

    def a_deed_w(self):
        """A deed that did not come about, or not certainly."""
        return self.a_deed()

    def time_capital(self):
        return self.time()

    def weapon2_guess(self):
        return self.weapon_text.replace("two ", "")

    def toll_claimed(self):
        return f"[k:{self.dead}:so|{self.house.number(self.dead)}] enemy soldiers killed"

    def time2(self):
        return self.time()

    def staff(self):
        return self.chance.choice(["teachers", "clerks", "polling staff"])

    def d(self):
        return str(self.dead)

    def h(self):
        return str(self.hurt)

    def g(self):
        return self.dead_group

    def dg(self):
        return self.dead_group

    def hg(self):
        return self.hurt_group

    def D(self):
        return self.house.number(self.dead)

    def sl(self):
        return str(self.hurt or 1)

    def slw(self):
        return self.house.number(self.hurt or 1)

    def day(self):
        return self.house.day(self.date)

    def ddate(self):
        return self.date.strftime("%d/%m/%Y" if self.house.day_first else "%d.%m.%Y")

    def hhmm(self):
        return f"{self.chance.randrange(24):02}{self.chance.choice(['00', '15', '30', '45', '10', '50'])}"

    # -- where and when
    def spot_p(self):
        return "[p|" + self.spot + "]"

    def spot_name_p(self):
        return "[p|" + self.spot + "]"

    def town_name_p(self):
        return "[p|" + self.town + "]"

    def inplace_n(self):
        return "in " + self.town

    def place(self):
        return self.chance.choice([
            "in the [p|{spot_name} area] of [p|{town_name}]", "in [p|{town_name}]", "in [p|{town_name}] {unit_name}", "in [p|{spot_name}], [p|{town_name}] {unit_name}",
            "near [p|{spot_name}] in [p|{area_name}]", "in the town of [p|{town_name}], [p|{area_name}]", "at [p|{spot_name}] in [p|{town_name}]",
            "outside a [p|{place_noun}] in [p|{town_name}]", "some {km} km <north/south/east/west> of [p|{town_name}]", "on the [p|{town_name}-{other_town} road]",
            "in [p|{town_name}], <northern/southern/eastern/western/central/> [p|{country_name}]", "near a [p|{place_noun}] in [p|{spot_name}]"]).replace("] {unit_name}", " {unit_name}]")

    def inplace(self):
        return "in [p|" + self.town + "]"

    def spot_name(self):
        return self.spot

    def town_name(self):
        return self.town

    def unit_name(self):
        return self.unit

    def area_name(self):
        return self.area

    def place_noun(self):
        return self.chance.choice(PLACE_NOUNS)

    def time(self):
        """When, with its preposition if it has one."""
        if self.background:
            return self.chance.choice(["[t|last month]", "in [t|{old_month}]", "[t|two weeks ago]", "[t|earlier this year]", "[t|last year]", "in [t|{old_year}]",
                                       "[t|three days earlier]", "[t|last week]", "on [t|{old_day}]", "[t|a year ago]"])
        days = (self.house.published - self.date).days
        part = self.chance.choice(["", "", "", " morning", " night", " evening", " afternoon"])
        weekday = self.date.strftime("%A")
        style = self.house.dates if self.house.dates != "mixed" else self.chance.choice(["weekday", "date", "relative"])
        if style == "date":
            return f"on [t|{self.house.day(self.date, self.chance.random() < 0.3)}]"
        if style == "relative" and days < 3:
            return {0: self.chance.choice(["[t|today]", "[t|this morning]", "[t|early today]"]), 1: self.chance.choice(["[t|yesterday]", "[t|last night]", "[t|late last night]"]),
                    2: "[t|two days ago]"}[days]
        return self.chance.choice([f"on [t|{weekday}{part}]", f"on [t|{weekday}{part}]", f"[t|late {weekday}]", f"[t|early {weekday}]", f"[t|{weekday}{part or ' night'}]"])

    def clock(self):
        hour, minute = self.chance.randrange(1, 12), self.chance.choice(["00", "15", "30", "45", "20", "10"])
        return self.chance.choice([f"at <about/around/> [t|{hour}:{minute} <am/pm/a.m./p.m.>]", f"at [t|{hour:02}{minute} hours]", f"around [t|{hour} <am/pm/o'clock>]",
                                   f"shortly <before/after> [t|<noon/midnight/dawn/sunset/Friday prayers/dusk>]", f"at [t|{hour}.{minute}<am/pm>]"])

    # -- who says so
    def src(self):
        return self.chance.choice(["[s|police]", "[s|police]", "a [s|police spokesman]", "[s|witnesses]", "a [s|security official]", "[s|officials]", "[s|hospital sources]", "[s|residents]",
                                   "<district/provincial/regional> police chief [s|{name}]", "<army spokesman/police inspector/governor/mayor> [s|{name}]", "a [s|military source]",
                                   "the [s|provincial governor]", "[s|local authorities]", "[s|UN monitors]", "a [s|village elder]", "[s|Red Crescent officials]"])

    def says(self):
        return self.chance.choice([", {src} said", ", {src} said on {weekday}", ", {src} said in a statement", ", according to {src}", ", {src} told {paper}", ", {src} reported", "", "", ""])


class Document:
    def __init__(self, seed, actors):
        self.chance = random.Random(seed)
        self.country = Country(self.chance.choice(sorted(COUNTRIES)), self.chance, actors)
        published = datetime.date(1986, 1, 1) + datetime.timedelta(days=self.chance.randrange(14500))
        self.house = House(self.chance, published)
        self.accounts, self.sentences, self.towns = [], [], []
        self.rivals = self.chance.sample(self.country.parties, 2) + [self.chance.random() < 0.3]
        self.spokesman = self.country.person()
        self.headline = None
        self.dateline = True

    def account(self, kind=None, **facts):
        kind = kind or self.chance.choice(sorted(KINDS))
        self.accounts.append(Account(self, len(self.accounts) + 1, kind, **facts))
        return self.accounts[-1]

    # -- slots of the document
    def slot(self, name, account):
        chance, country = self.chance, self.country
        for facts in (getattr(account, "risen", {}), getattr(account, "lost", {})):
            if name in facts:
                return facts[name]
        worded = getattr(account, name, None)
        if callable(worded):
            return worded()
        simple = dict(
            name=country.person, day_said=lambda: chance.choice(["on " + self.house.published.strftime("%A"), "", "late in the day", "in a statement"]),
            paper=lambda: chance.choice(["reporters", "this newspaper", "the " + chance.choice(PAPERS), chance.choice(AGENCIES), "journalists"]),
            km=lambda: str(chance.randrange(3, 90)), other_town=lambda: chance.choice([town for town in country.towns if town not in self.towns] or country.towns), country_name=lambda: country.name, area_name=lambda: chance.choice(country.areas),
            town_name=lambda: chance.choice(country.towns), adjective=lambda: country.adjective, body=lambda: country.body, party=lambda: chance.choice(country.parties), spot_name=country.spot,
            org_name=country.group, org_n=country.group, inplace_n=lambda: "in " + chance.choice(country.towns), perp2=lambda: "the attackers", old_month=lambda: chance.choice(MONTHS) + chance.choice(["", " last year", f" {self.house.published.year - chance.randrange(1, 4)}"]),
            old_year=lambda: str(self.house.published.year - chance.randrange(1, 9)),
            old_day=lambda: self.house.day(self.house.published - datetime.timedelta(days=chance.randrange(12, 300))),
            n=lambda: self.house.number(chance.randrange(2, 15)), big=lambda: str(chance.randrange(16, 400)), month=lambda: chance.choice(MONTHS), weekday=lambda: chance.choice(
                "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()), year=lambda: str(self.house.published.year), age=lambda: str(chance.randrange(19, 78)),
            paper_name=lambda: chance.choice(PAPERS), force=lambda: chance.choice(country.forces), unit_name=lambda: chance.choice(country.units), place_noun=lambda: chance.choice(PLACE_NOUNS))
        return simple[name]()

    def expand(self, pattern, account):
        """Pattern without alternatives and slots left, its spans numbered with their account."""
        number = account.number if account else 0
        out, at = [], 0
        while at < len(pattern):
            char = pattern[at]
            if char == "<":
                depth, start, parts = 1, at + 1, []
                at += 1
                while depth:
                    if pattern[at] == "<":
                        depth += 1
                    elif pattern[at] == ">":
                        depth -= 1
                    if depth == 0 or depth == 1 and pattern[at] == "/":
                        parts.append(pattern[start:at])
                        start = at + 1
                    at += 1
                out.append(self.expand(self.chance.choice(parts), account))
                continue
            if char == "{":
                end = pattern.index("}", at)
                name = pattern[at + 1:end]
                whose = account
                if name[0].isdigit():
                    whose = self.accounts[int(name[0]) - 1]
                    name = name[2:]
                out.append(self.expand(self.slot(name, whose), whose))
                at = end + 1
                continue
            if char == "[" and not pattern[at + 1].isdigit() and pattern[at + 1] not in "TMW":
                out.append(f"[{number}")
            else:
                out.append(char)
            at += 1
        return "".join(out)

    def say(self, pattern, account=None):
        if isinstance(pattern, (list, tuple)):
            pattern = self.chance.choice(pattern)
        self.sentences.append(self.expand(pattern, account))

    def prefix(self, words):
        """Puts words before the last sentence, which loses its capital unless it begins with a name."""
        sentence = self.sentences[-1]
        if words and not sentence.startswith('"'):
            bar = sentence.index("|") + 1 if sentence[0] == "[" else 0
            if bar == 0 or sentence[2:bar - 1] in ("a", "pi"):
                sentence = sentence[:bar] + sentence[bar].lower() + sentence[bar + 1:]
            self.sentences[-1] = words + sentence

    def maybe(self, share, pattern, account=None):
        if self.chance.random() < share:
            self.say(pattern, account)


# ------------------------------------------------------------------------------------------------------------ the sentences

# What opens a report of each kind
LEADS = {
    "shooting": [
        "{perp} [a|shot] dead {killed} {place} {time}{says}.",
        "{killed} {kwas} [a|shot] dead by {perp} {place} {time}{says}.",
        "{perp} [a|opened] fire on {target} {place} {time}, {toll_ing}{says}.",
        "{killed} {kwas} [a|gunned] down {place} {time}{says}.",
        "{toll} when {perp} [a|sprayed] {target} with bullets {place} {time}.",
        "{perp} armed with {weapon} [a|fired] at {target} {place} {time}, {toll_ing}.",
        "<In the latest act of violence/In a fresh incident/In a separate development>, {killed} {kwas} [a|assassinated] {place} {time} by {perp}.",
        "{killed} {kwas} [a|murdered] {time} {place}, {src} said, adding that the <body/victims> bore bullet wounds.",
        "A [a|shooting] {place} {time} left {killed} dead{says}.",
        "{target} came under [a|fire] from {perp} {time} {place}; {toll}.",
        "{perp} riding two motorcycles [a|pumped] bullets into {killed} {place} {time} and escaped.",
    ],
    "raid": [
        "{perp} [a|attacked] {target} {place} {time}, {toll_ing}{says}.",
        "{perp} [a|stormed] {target} {place} {time}. {Toll}.",
        "{killed} {kwas} killed in {a_deed} by {perp} on {target} {place} {time}{says}.",
        "{perp} [a|raided] {spot_name_p} {time}, {toll_ing} and <driving off livestock/burning food stores/looting shops>.",
        "{toll} {time} when {perp} [a|overran] {target} {place}{says}.",
        "{a_deed} by {perp} on {target} {place} {time} lasted more than {n} hours, {src} said.",
        "{perp} entered [p|{spot_name}] {time} and [a|hacked] {killed} to death, <survivors/relatives> told {paper}.",
        "{perp} [a|massacred] {killed} {place} {time}{says}.",
        "At least one [a|attack] was carried out by {perp} against {target} {place} {time}; {toll}.",
        "{perp} armed with {weapon} [a|assaulted] {target} {place} {time}, {toll_ing}.",
    ],
    "ambush": [
        "{perp} [a|ambushed] {target} {place} {time}, {toll_ing}{says}.",
        "{killed} {kwas} killed {time} when their vehicle was [a|ambushed] by {perp} {place}.",
        "{toll} in {a_deed} {place} {time}{says}.",
        "{perp} using {weapon} laid an [a|ambush] for {target} {place} {time}, {toll_ing}.",
        "A convoy was [a|ambushed] {place} {time} and {toll}, {src} said.",
    ],
    "stabbing": [
        "{killed} {kwas} [a|stabbed] to death {place} {time}{says}.",
        "{perp} [a|stabbed] {killed} to death {place} {time} with {weapon}.",
        "{perp} [a|hacked] {killed} to death with {weapon} {place} {time}, {src} said.",
        "{killed} {kwas} found {place} {time} with <his/their> throat <slit/cut>; {src} called it a [a|murder].",
        "A [a|knife attack] {place} {time} left {killed} dead{says}.",
    ],
    "beating": [
        "{perp} [a|beat] up {injured} {place} {time}{says}.",
        "{injured} {iwas} [a|beaten] with {weapon} {place} {time}, allegedly by {perp}.",
        "{perp} wielding {weapon} [a|assaulted] {injured} {place} {time}, {src} said.",
        "{injured} {iwas} [a|roughed] up by {perp} near {target} {place} {time}.",
        "{perp} [a|thrashed] {injured} {place} {time} and snatched their <phones/cameras/banners>.",
    ],
    "ied": [
        "{weapon} [a|exploded] <near/outside/close to> {target} {place} {time}, {toll_ing}{says}.",
        "{weapon} [a|went off] near {target} {place} {time}, {toll_ing}{says}.",
        "{toll} when {weapon} [a|detonated] {place} {time}{says}.",
        "{a_deed} <ripped/tore> through {target} {place} {time}, {toll_ing}.",
        "{a_deed} near {target} {place} {time} left {killed} dead.",
        "{killed} {kwas} killed {time} when their vehicle hit {weapon} that [a|exploded] {place}, {src} said.",
        "{perp} [a|blew] up {target} {place} {time}; {toll}.",
        "{weapon} planted under a <bridge/culvert/vehicle/market stall> [a|exploded] {place} {time}. {Toll}.",
        "{perp} [a|dynamited] {target} {place} {time}, {toll_ing}.",
        "A powerful [a|explosion] rocked {spot_p} {time}. {Toll}, {src} said.",
        "{perp} [a|bombed] {target} {place} {time}, {toll_ing}{says}.",
    ],
    "suicide": [
        "A [pi|suicide bomber] [a|blew] himself up at {target} {place} {time}, {toll_ing}{says}.",
        "A [pi|bomber] wearing {weapon} [a|detonated] it near {target} {place} {time}, {toll_ing}.",
        "{killed} {kwas} killed in a suicide [a|attack] on {target} {place} {time}{says}.",
        "A [pi|woman] with {weapon} [a|blew] herself up {place} {time}. {Toll}, {src} said.",
        "{toll} when a [pi|suicide attacker] <drove/rammed> {weapon} into {target} {place} {time} and it [a|exploded].",
    ],
    "grenade": [
        "{perp} [a|hurled] {weapon} at {target} {place} {time}, {toll_ing}{says}.",
        "{perp} [a|lobbed] {weapon} into {target} {place} {time}. {Toll}.",
        "{toll} in a grenade [a|attack] on {target} {place} {time}{says}.",
        "{weapon} was [a|thrown] at {target} {place} {time} by {perp}, {toll_ing}.",
        "{perp} on a motorcycle [a|tossed] {weapon} at {target} {place} {time} and sped away, {toll_ing}.",
    ],
    "shelling": [
        "{weapon} [a|fired] by {perp} landed near {target} {place} {time}, {toll_ing}{says}.",
        "{toll} in [a|shelling] {place} {time}{says}.",
        "[a|Shelling] with {weapon} hit {target} {place} {time}, {toll_ing}.",
        "{perp} [a|shelled] {target} {place} {time}; {toll}, {src} said.",
        "{weapon} [a|struck] {target} {place} {time}, {toll_ing}.",
    ],
    "airstrike": [
        "An air [a|strike] on {target} {place} {time} killed {killed}{says}.",
        "{toll} when [po|{adjective} warplanes] [a|bombed] {target} {place} {time}{says}.",
        "[po|{adjective} air force] jets [a|struck] {target} {place} {time}, {toll_ing}.",
        "A [w|drone] [a|strike] {place} {time} hit {target}, {toll_ing}, {src} said.",
        "A [w|helicopter] [a|fired] [w|rockets] at {target} {place} {time}. {Toll}.",
    ],
    "kidnap": [
        "{perp} [a|kidnapped] {captive} {place} {time}{says}.",
        "{captive} <was/were/has been/have been> [a|abducted] by {perp} {place} {time}{says}.".replace("<was/were/has been/have been>", "{cwas}"),
        "{perp} [a|seized] {captive} from {target} {place} {time} and took <him/them> to an unknown location.",
        "{captive} {cwas} [a|taken] hostage by {perp} {place} {time}, {src} said.",
        "{perp} stormed {target} {place} {time} and [a|dragged] away {captive}.",
        "{captive} {cwas} [a|whisked] away at gunpoint {place} {time} by {perp}{says}.",
        "{perp} stopped a bus {place} {time}, checked the papers of the passengers and [a|abducted] {captive}.",
        "{src} confirmed the [a|abduction] of {captive} {place} {time}.",
    ],
    "arson": [
        "{perp} [a|set] fire to {target} {place} {time}{says}.",
        "{perp} [a|torched] {target} {place} {time}{says}.",
        "{target} was [a|burned] down by {perp} {place} {time}{says}.",
        "{target} was [a|set] ablaze {place} {time}; nobody was inside, {src} said.",
        "{perp} poured petrol on {target} {place} {time} and [a|set] it alight, {toll_ing}.",
        "Fire destroyed {target} {place} {time} in what {src} called [a|arson].",
    ],
    "robbery": [
        "{perp} [a|robbed] {target} {place} {time} and made off with <cash/weapons/jewellery/a vehicle>{says}.",
        "{perp} held up passengers at gunpoint {place} {time} in a [a|robbery] that {src} said lasted {n} minutes.",
        "{perp} [a|looted] {target} {place} {time}, {toll_ing}.",
        "{perp} intercepted a truck {place} {time} and [a|snatched] {n} ballot boxes at gunpoint{says}.",
        "{perp} [a|stole] about {big} head of cattle from [p|{spot_name}] {time}, {toll_ing}.",
    ],
    "clash": [
        "{toll} in [a|clashes] between supporters of [po|{org1}] and [po|{org2}] {place} {time}{says}.",
        "Supporters of [po|{org1}] and [po|{org2}] [a|clashed] {place} {time}, {toll_ing}.",
        "{toll} when [pi|two groups] [a|fought] with {weapon} over <grazing land/a polling booth/a burial ground/campaign posters/a water point> {place} {time}.",
        "A [a|gun battle] between [po|{org2}] fighters and [po|{adjective} troops] {place} {time} killed {killed}{says}.",
        "Communal [a|violence] broke out {place} {time} after a quarrel between two youths, {toll_ing}.",
        "An angry [pi|mob] [a|rioted] {place} {time}, pelting {target} with stones; {toll}.",
        "[a|Fighting] erupted {place} {time} between [pi|herders] and [pi|farmers], {toll_ing}{says}.",
        "[pi|Protesters] [a|clashed] with [po|police] {place} {time}, {toll_ing}, {src} said.",
        "[pi|Rival party workers] exchanged [a|blows] at {target} {place} {time}, {toll_ing}.",
    ],
    "stoppage": [
        "[po|{org1}] enforced a shutter-down [a|strike] {inplace} {time}, with [pi|activists] forcing shopkeepers to close{says}.",
        "Life came to a halt {inplace} {time} as a [a|shutdown] called by the [po|{org1}] was enforced by [pi|stick-wielding youths].",
        "[pi|Armed men] forced workers at {target} {place} {time} to [a|stop] work{says}.",
        "An armed [a|strike] declared by the [po|{org1}] paralysed transport {inplace} {time}.",
        "A [a|bandh] called by the [po|{org1}] shut schools and markets {inplace} {time}; [pi|picketers] stoned vehicles that defied it.",
    ],
    "vandal": [
        "{perp} [a|vandalised] {target} {place} {time}{says}.",
        "{perp} [a|ransacked] {target} {place} {time}, breaking furniture and tearing up voter lists.",
        "{target} was [a|smashed] up by {perp} {place} {time}, {src} said.",
        "{perp} [a|destroyed] ballot papers at {target} {place} {time}{says}.",
        "Posters were torn down and {target} was [a|damaged] {place} {time} by {perp}.",
        "{perp} [a|defaced] the posters of the [tg|{party_n}] {place} {time} and broke the windows of {target}.",
    ],
    "abuse": [
        "{perp} [a|raped] <a [v|woman]/[v|two women]/a [v|schoolgirl]/[v|three girls]> {place} {time}, {src} said.",
        "A [v|<labourer/student/farmer/party worker>] was [a|tortured] by {perp} {place} {time}, relatives told {paper}.",
        "A [v|young woman] was gang-[a|raped] {place} {time} by {perp}{says}.",
        "{perp} [a|flogged] [v|<four villagers/two traders/six youths>] {place} {time}{says}.",
        "The body of a [v|<trader/teacher/driver>] bearing marks of [a|torture] was found {place} {time}, {src} said.",
        "{perp} sexually [a|assaulted] [v|<two nurses/a nun/five women>] {place} {time}, according to {src}.".replace("a nun", "one nun"),
    ],
}

# What else is told of the same incident
DETAILS = [
    "{deed} took place {clock}, {src} said.", "{deed} occurred {clock}.", "{perp2} fled after {deed}.", "{perp2} managed to escape<under cover of darkness/ on foot/ into the hills/>.".replace("escape<under", "escape< under"),
    "No arrests have been made.", "The motive was not immediately clear.", "{src} said {perp2} had used {weapon}.", "{src} said an inquiry into {deed} had been opened.",
    "Witnesses heard several loud bangs before {deed}.", "{target2} was badly damaged in {deed}.", "The injured were taken to hospital, where the condition of some was said to be critical.",
    "<A first information report/A case> was registered against unknown persons.", "Panic spread in the area after {deed}.", "{perp2} came from the direction of the river, said [s|{name}], a shopkeeper who saw {deed}.",
    "{deed} {inplace} was the worst there for years, [s|residents] said.", "Traffic was disrupted for hours.",
    "It was not known how {perp2} had got past the guards.", "{src} gave no further details of {deed}.", "Shops near {target2} closed after {deed}.", "Ambulances reached [p|{spot_name}] within minutes.",
    "{perp2} spoke a foreign language, according to [s|survivors].", "An elder of [p|{spot_name}] said his people had warned the authorities of such {a_deed}.",
    "Footage of {deed} was shared widely.", "A spokesman for the hospital could not be reached.", "{src} declined to say who was behind {deed}.", "The minister ordered a report on {deed} within 48 hours.",
]
DETAILS_DEAD = [
    "A doctor at the local hospital said the dead had been brought in {clock}.", "The bodies were handed over to the relatives after a post-mortem.", "Tempers ran high at the funeral of those killed in {deed}.",
    "The dead were buried {inplace_n} the same day.", "<Hundreds/Thousands> attended the funeral.", "Most of those killed in {deed} were from one family.",
    "Those killed in {deed} included [v|{name}], {age}, a father of four.", "The dead were identified as [v|{name}] and [v|{name}].", "One of the victims was named as [v|{name}].",
    "Among the victims of {deed} was [v|{name}], <a teacher/a local councillor/an engineer/a headman/a nurse>.", "The body of [v|{name}] was found a short distance away.",
]
RISING = [
    "<Earlier/Initial> reports had put the toll at [k:{a}:{g}|{aw}], but {src} later raised it to [k:{b}:{g}|{bw}].",
    "The death toll from {deed} <rose/climbed/has risen> to [k:{b}:{g}|{bw}] after <two of the injured died in hospital/more bodies were found>.",
    "With the death of another victim <overnight/in hospital>, the number of dead <reached/stands at> [k:{b}:{g}|{bw}].",
    "A hospital official said [k:{b}:{g}|{bw}] bodies had been received, up from [k:{a}:{g}|{aw}] reported earlier.",
]
CLAIMS = [
    "The {org} claimed responsibility for {deed} in a <statement/message/telephone call/video> sent to {paper}.", "Responsibility for {deed} was claimed by the {org}.",
    "[s|{org_spokesman}], a spokesman for the {org}, said its fighters had carried out {deed}.", "A caller who said he spoke for the {org} told {paper} that it was behind {deed}.",
    "The {org} said on its website that {deed} was in revenge for <an army operation/the execution of prisoners/the death of its commander>.", "{org} later took credit for {deed}, saying \"our men have done their duty\".",
    "In a leaflet found at the scene, the {org} admitted {deed}.", "The {org} said it had carried out {deed} and put the number of dead much higher; this could not be verified.",
    "Hours later the group {org} owned up to {deed}.", "{org} claimed it.",
]
DENIALS = [
    "The {org} denied any part in {deed}.", "A [s|spokesman] for the {org} rejected the charge, saying its men were nowhere near {town_name_p}.", "\"We have nothing to do with {deed},\" said the {org}'s spokesman, [s|{name}].",
    "{org}, which is often blamed for such attacks, said it was not involved in {deed}.", "The {org} disowned {deed} and called it the work of government agents.",
]
SUSPICIONS = [
    "Police <suspect/believe> the {org} was behind {deed}.", "No group has claimed responsibility for {deed}, but suspicion fell on the {org}.", "{src} blamed {deed} on the {org}.",
    "The governor pointed the finger at the {org}, which has been active in the area.", "{deed} bears the hallmarks of the {org}, [s|analysts] said.", "The {org} is suspected of {deed}.",
    "Investigators think that the {org} may have carried out {deed}.", "{src} accused the {org} of {deed}.", "{org} was suspected, though nobody has said so publicly.",
]
ALLEGATIONS = [
    "The family alleged that [pi|supporters] of the [po|{party_n}] were behind {deed}.", "[s|{cand}] accused [po|the rival {org_party}] of {deed}.".replace("[po|the rival {org_party}]", "the rival [po|{org_party}]"),
    "Relatives accused [po|soldiers] of {deed}, a charge the army did not answer.", "[s|Villagers] alleged that [pi|men] of the {org} took part in {deed}.",
    "According to unconfirmed reports, {deed} was ordered by the {org}.", "The {org} is alleged to have carried out {deed}, but police would not confirm this.",
]
NO_CLAIM = ["No group <has claimed/immediately claimed> responsibility for {deed}.", "Nobody has claimed {deed}.", "There was no immediate claim of responsibility.", "It was not clear who was behind {deed}."]
ATTACKERS_DEAD = [
    "[k:{x}:at!|{xw}] of {perp2} {xwas} <also/> killed when <guards/police/troops> returned fire.", "{src} said [pi|[k:{x}:at!|{xw}] {xmen}] {xwas} shot dead in the exchange that followed.",
    "Police killed [k:{x}:at!|{xw}] of {perp2} and captured another.", "[pi|[k:{x}:at!|{xw}] {xmen}] {xwas} killed by {their} own device.", "Security forces returned fire, killing [k:{x}:at!|{xw}] of {perp2}.",
]
MEASURES = [
    "A [M:curfew|curfew] was imposed {inplace_n}.", "Authorities [M:internet_suspension|suspended mobile internet services] in the district.", "[M:school_closure|Schools were closed] for three days.", "Police launched a [M:search_operation|search] for {perp2}.",
    "Security forces cordoned off the area and began a [M:search_operation|search operation].", "The government [M:gathering_ban|banned rallies] for a week.", "The [M:road_closure|highway was closed] to traffic.", "The {body} [M:election_postponed|postponed polling] in the constituency.",
    "The border crossing was [M:border_closure|shut] until further notice.", "[M:security_deployment|Extra troops were deployed] to the town.", "[M:security_heightened|Security was tightened] at all polling stations.", "A dusk-to-dawn [M:curfew|curfew] came into force.",
    "The deputy commissioner [M:gathering_ban|imposed Section 144].", "Officials [M:reward|offered a reward] for information.", "The candidate was given [M:protection|police guards].", "Soldiers set up [M:cordon|roadblocks] on all roads into the town.",
    "The president declared a [M:state_of_emergency|state of emergency] in the province.", "The {body} said [M:polling_changed|{n} polling stations would be moved] for safety.", "A judicial [M:inquiry|inquiry] was ordered.", "[M:transport_suspension|Train services were suspended].",
    "The party [M:campaign_limits|called off its rallies] in the region.", "Carrying of [M:weapons_ban|weapons was banned] during the campaign.", "The army carried out a [M:search_operation|sweep] and detained {n} people.", "Villagers near the front were [M:evacuation|evacuated].",
]
TALLIES = [
    "At least [T:killed|{big}] people have been killed in such attacks <this year/since January/in the past three months>.", "The conflict has killed more than [T:killed|{big}00] people in {n} years.", "<In all/Altogether>, [T:killed|{big}] people were killed and [T:injured|{big}] wounded in the province last week, according to a monitoring group.",
    "There have been [T:incidents|{n}] attacks on candidates since the campaign began.", "Some [T:displaced|{big}00] people have fled their homes.", "Police have detained [T:arrested|{big}] suspects this month.", "More than [T:abducted|{big}] people were kidnapped in the region last year.",
    "[T:killed|{n}] election workers have died in violence since campaigning opened in {month}.", "The rights commission counted [T:incidents|{big}] cases of election violence, with [T:killed|{n}] deaths.", "Over the week the violence claimed [T:killed|{big}] lives.", "That brings to [T:killed|{big}] the number of civilians killed in the district this month.",
]
WARNINGS = [
    "Intelligence officials had [W:attack_risk|warned] of an attack in the run-up to the vote.", "The interior ministry issued a [W:advisory|threat alert] for candidates.", "The {org_n} has [W:boycott_threat|warned people not to vote].", "Residents found [W:threat_letter|pamphlets] telling them to leave the village.",
    "The {org_n} [W:attack_threat|threatened] to attack polling stations.", "The embassy [W:advisory|advised its citizens] to stay away from crowds.", "[W:attack_threat|Death threats] had been made against several candidates.", "A letter [W:threat_letter|threatening] teachers who work as polling staff was pasted on the school gate.",
    "The militants had [W:attack_threat|vowed] to disrupt the election.", "Police [W:attack_risk|warned] that suicide bombers might have entered the city.", "\"Whoever stands in this election [W:attack_threat|will be killed],\" the leaflet said.",
]
AMBIENT = [
    "The province has long been troubled by insurgency.", "The region is rich in gas and minerals.", "Voting is due to take place next month.", "The {body} is to announce the results within two days.", "The president condemned the violence.", "The area is remote and has few roads.",
    "Both sides blame each other for the lack of progress in talks.", "Observers have called for calm.", "The government says the situation is under control.", "Phone lines to the area were down.", "Campaigning ends on {weekday}.", "{name} is contesting the seat for the {party}.",
    "Prime Minister {name} expressed grief over the loss of lives.", "Heavy rain hampered the work of rescuers.", "The rainy season has made travel difficult.", "The town has a population of about {big},000.", "The {party} won the seat in the last election.", "Analysts say the vote will be close.",
    "The families have asked for compensation.", "The opposition has demanded the resignation of the interior minister.", "The {paper_name} said it could not confirm the report.", "Independent access to the area is restricted.",
]
BACKGROUNDS = [
    "Earlier, {perp} had [a|attacked] {target} {place} {time}.", "In a similar case {time}, {killed} {kwas} killed in {a_deed} {place}.",
    "The incident came after {a_deed} {place} {time} in which {killed} {kwas} killed.",
    "It was the first such incident since {a_deed} {place} {time} that left {killed} dead.", "Residents recalled {a_deed} {place} {time}, when {killed} {kwas} killed.", "The same area saw {a_deed} {time}.",
    "{killed} {kwas} killed in {a_deed} {place} {time}.", "A similar [a|attack] {time} {place} was blamed on the {org}.",
]
SECOND = [
    "In a separate incident, ", "In another attack, ", "Meanwhile, ", "Elsewhere, ", "Separately, ", "Hours later, ", "On the same day, ", "In a second incident, ", "", "Also, ", "In an unrelated case, ",
]
QUOTES = [
    "\"<We heard the shots and ran/I saw people lying on the ground/There was dust everywhere and people were screaming>,\" said [s|{name}], a resident.", "\"It was an [a|attack] on democracy,\" [s|{cand}] told {paper}.", "\"They came at night and asked for the headman,\" a [s|survivor] said of {deed}.",
    "\"The government must protect us,\" said {name}, whose house is nearby.", "\"We will not be cowed by {deed},\" the party's leader said.",
]

# ---- reports that tell of no incident
CALM = [
    ["{name} launched a blistering attack on the government's budget in parliament on {weekday}.", "The {party} leader said the finance minister had shot himself in the foot.", "\"This budget is a bomb under the economy,\" he said.", "The debate goes on."],
    ["Police and rescue services held a mock drill at a {place_noun} in {town_name} on {weekday}.", "In the exercise, men playing terrorists took \"hostages\" and a dummy bomb was set off.", "The drill ended without injuries and residents had been told of it beforehand, {name} of the district administration said."],
    ["A court in {town_name} sentenced {name} to {n} years in prison on {weekday} for tax fraud.", "His lawyer said he would appeal.", "The prosecutor had asked for a longer term."],
    ["{n} people died when a bus fell into a ravine near {town_name} on {weekday}.", "Police said the driver lost control on a bend.", "{n} passengers were injured, some of them badly.", "The road is known for accidents."],
    ["{name} struck twice as {town_name} United beat their rivals 3-1 on {weekday}.", "The visitors were under fire from the start, and a late header killed off the game.", "\"We went to war today,\" the captain said."],
    ["Thousands gathered in {town_name} on {weekday} to mark Independence Day.", "The {adjective} president laid a wreath and called for unity.", "Security was tight but the day passed off peacefully."],
    ["The government condemned terrorism in all its forms and said it would not bow to violence.", "The foreign ministry's statement named no incident.", "It called on all states to work together."],
    ["A gas cylinder exploded in the kitchen of a restaurant in {town_name}, injuring {n} people, fire officers said.", "They ruled out sabotage.", "The owner, {name}, was treated for burns."],
    ["The {body} said on {weekday} that preparations for the vote were complete.", "{big} polling stations will be set up in {area_name}, and ballot papers have been printed.", "Candidates must end their campaign on {weekday}."],
    ["Floods killed {n} people in {area_name} this week, disaster officials said.", "Rising water has swept away bridges near {town_name}.", "Aid has reached only some of the villages."],
    ["A suspicious bag that caused an alarm at {town_name} station on {weekday} turned out to hold clothes.", "Bomb disposal experts checked it and gave the all-clear.", "Trains ran again after an hour."],
    ["Shares of the cement maker crashed on {weekday} after a price war broke out.", "\"Investors ran for cover,\" said {name}, an analyst.", "The index lost {n} per cent."],
    ["{name}'s new film, a thriller about a kidnapping in old {town_name}, opens on {weekday}.", "The shooting took {n} months, the director said.", "Critics say the murder scene is the best of it."],
    ["The {adjective} army began a two-week exercise near {town_name} with live ammunition.", "Tanks and artillery will fire at targets in the desert.", "Villagers have been asked to keep away from the range."],
    ["Doctors in {town_name} went back to work on {weekday} after talks on pay.", "Their union said the ministry had promised to pay arrears.", "Patients had to wait for hours."],
    ["{name} of the {party} held talks with {name} of the {party} on an electoral pact.", "They will fight the election together in {n} seats.", "A battle over who leads the list has been put off."],
    ["An exhibition about the old war opened at the museum of {town_name} on {weekday}.", "It shows swords, rifles and letters of soldiers.", "Entry is free."],
    ["Police in {town_name} have bought {n} new vehicles to fight crime.", "Superintendent {name} said response times would fall.", "Residents welcomed the step."],
    ["The price of onions exploded in {town_name} this week.", "Traders said a poor harvest was to blame.", "Housewives spoke of daylight robbery."],
    ["A {town_name} man died after he was hit by a train on {weekday}.", "Railway police said he had been crossing the tracks.", "No foul play is suspected."],
    ["Wild elephants trampled a farmer to death near {town_name}, forest officers said.", "It was the {n}th such death this year.", "The government will pay the family."],
    ["The army has donated blood at {town_name} hospital, its spokesman {name} said.", "Soldiers queued from early morning.", "The hospital thanked them."],
    ["Candidates of the {party} filed their nomination papers in {town_name} on {weekday}.", "Supporters danced and set off fireworks.", "{name} will face {name}, who holds the seat."],
    ["The supreme court dismissed an election petition by {name} of the {party}.", "The judges found no evidence of rigging.", "The party said it would accept the ruling."],
    ["A fire caused by a short circuit gutted {n} shops in {town_name} market on {weekday}.", "Nobody was hurt.", "Traders put their losses at millions."],
    ["Rumours that gunmen had entered {town_name} caused panic on {weekday}, but police found nothing.", "Superintendent {name} said no shot had been fired.", "He asked people not to spread false news."],
    ["Parliament passed a bill on terrorism by {big} votes to {n}.", "It gives police power to hold suspects of bombing and kidnapping for {n} days.", "Rights groups said the law went too far."],
    ["{name}, who has campaigned against gun violence for years, was given a prize in {town_name}.", "In her speech she said every killing was one too many.", "The prize is worth {big},000 dollars."],
]

CALM += [
    ["Some {n} thousand people marched through {town_name} on {weekday} against the price of bread.", "There were chants and drums, but no trouble.", "Police looked on from the side streets.", "The {party} called the march and promised another next week."],
    ["{name}, who led the rebels for {n} years, has died in exile of a lung disease.", "He was {age}.", "He gave up arms after the peace accord and grew coffee."],
    ["A peace agreement between the government and the {org_n} was signed in {town_name} on {weekday}.", "Fighters are to hand in their guns within {n} months.", "Diplomats clapped; the widows outside did not."],
    ["The {org_n} has extended its ceasefire until the end of {month}, its spokesman said.", "The army welcomed the step but said it would stay on guard."],
    ["Doctors at {town_name} hospital removed a bullet that {name}, a retired sergeant, had carried since the war.", "He took it home in a jar."],
    ["The interior minister told parliament that crime had fallen by {n} per cent.", "Murders, robberies and kidnappings were all down, {name} said.", "The opposition laughed."],
    ["A new law on explosives comes into force in {month}.", "Quarry owners will need a licence for dynamite, and shops may not sell fertiliser in bulk.", "The trade association called it a blow."],
    ["{name} was voted player of the match after he shot {town_name} into the final.", "\"We killed the game early,\" his coach said.", "The captain, who is injured, will miss the final."],
    ["A power cut plunged {town_name} into darkness on {weekday} night.", "A transformer had blown up in the heat, the utility said.", "Supply was back by morning."],
    ["The {body} rejected the papers of {n} candidates in {area_name}.", "Most had failed to declare their assets.", "They may appeal until {weekday}.", "A lawyer for one of them, {name}, spoke of a massacre."],
    ["{n} climbers were killed by an avalanche above {town_name}, the alpine club said.", "Soldiers with dogs were searching for {n} more.", "Bad weather kept helicopters on the ground."],
    ["The {paper_name} has apologised to {name} for a report that linked him to the {org_n}.", "He had never had anything to do with it, the paper said.", "It will pay damages."],
    ["Customs men at {town_name} found {n} antique pistols in a crate of dolls.", "They were on their way to a collector, {name}, who had forgotten to declare them.", "He paid a fine."],
    ["Students at {town_name} university ended their hunger strike on {weekday}.", "The dean had agreed to talk about fees.", "Two of them were taken to hospital, weak but cheerful."],
    ["The film festival of {town_name} opened with a documentary about the siege.", "Its director, {name}, wept as the lights went up.", "\"Enough of war,\" said the mayor."],
]
OPERATIONS = [
    "[po|{adjective} security forces] [a|killed] [v|[k:{x}:u|{xw}] {xmen}] in an operation {place} {time}{says}.", "[v|[k:{x}:u|{xw}] {xmen}] of the {org_n} {xwas} [a|shot] dead by [po|police] {place} {time}{says}.",
    "[po|Troops] [a|raided] a [tg|hideout] of the {org_n} {place} {time}, killing [v|[k:{x}:u|{xw}] {xmen}].", "An [a|encounter] between [po|police] and the [po|{org_name}] {place} {time} left [pi|[k:{x}:at!|{xw}] {xmen}] dead.",
    "[po|{adjective} aircraft] [a|bombed] [tg|camps] of the {org_n} {place} {time}, and [v|[k:{x}:u|{xw}] {xmen}] {xwas} killed, the [s|army] said.",
]
OPERATIONS_MORE = [
    "Rifles, grenades and maps were seized.", "[i:{sl}:so|{slw}] [v|soldiers] were wounded.".replace("[i:{sl}:so|{slw}] [v|soldiers] were", "[v|[i:{sl}:so|{slw}] of the soldiers] were"), "[s|Residents] said those killed in {deed} were farmers.", "The [M:search_operation|operation] was continuing, {src} said.",
    "Rights groups asked for an [M:inquiry|inquiry].", "A commander named {name} got away.", "The {org_n} made no comment on {deed}.", "The bodies have not been identified.",
]
SUSPECTS = [
    "Police named [pi|{name}], {age}, as the main suspect in {deed}.", "[pi|{name}] and [pi|{name}] were arrested and charged with {deed}.", "A [pi|former soldier], [pi|{name}], has confessed to {deed}, {src} said.", "Detectives are looking for [pi|{name}], said to be a member of the {org}.",
    "One of the [pi|men] wore a police shirt.", "The [pi|gunman], in his twenties, was [pi|a former employee], {src} said.".replace("[pi|a former employee]", "a former employee"), "[pi|{name}], who drove the motorcycle, was caught by villagers.", "Witnesses described one of the [pi|attackers] as tall and bearded.",
]
NAMED_DEAD = [
    "[v|{name}], [v|{name}] and [v|{name}] were [a|<killed/shot dead>] {place} {time}, {src} said.".replace("<killed/shot dead>", "killed"), "The dead are [v|{name}], {age}; [v|{name}], {age}; and [v|{name}], {age}.", "[v|{name}] and his <son/brother/driver/wife> [v|{name}] were [a|shot] dead by {perp} {place} {time}.",
    "A [v|<teacher/lawyer/imam/priest/tribal elder/trade unionist/journalist>], [v|{name}], was [a|murdered] {place} {time}{says}.", "{perp} [a|killed] [v|{name}], a <judge/doctor/village chief/union leader>, {place} {time}.",
]
BACK_REFERENCES = [
    "The [a|{noun_slot}] in [p|{town_name}] took place {clock}.", "In [p|{town_name}], {perp2} escaped; nobody has claimed {deed}.", "The [p|{town_name}] [a|{noun_slot}] was claimed by the {org}.", "{src} blamed the [a|{noun_slot}] in [p|{town_name}] on the {org}.",
    "As for the [p|{town_name}] incident, {src} said {weapon2_guess} had been used.", "At [p|{spot_name}], {toll}, {src} said.", "The victims of the [p|{town_name}] [a|{noun_slot}] were buried the next day.",
]
COMMUNIQUES = [
    "\"{time_capital} a unit of our movement [a|attacked] {target} {place},\" says a communique of the {org}.", "The {org} has put out a list of its actions: {target} [a|attacked] {place} {time}; {toll_claimed}.",
    "\"Our men [a|executed] [v|{name}], a spy of the regime, {place} {time},\" the {org} wrote.", "The military council of the {org} announced that it had [a|ambushed] {target} {place} {time}.",
]

HEADLINES = {
    "dead": ["[k:{d}:{g}|{D}] killed in [p|{town_name}] [a|{noun_slot}]", "[a|{noun_slot}] in [p|{town_name}] leaves [k:{d}:{g}|{D}] dead", "[k:{d}:{g}|{D}] <dead/killed> in [p|{town_name}] [a|{noun_slot}]", "[p|{town_name}]: [k:{d}:{g}|{D}] dead in [a|{noun_slot}]"],
    "none": ["[a|{noun_slot}] in [p|{town_name}]", "[p|{town_name}] shaken by [a|{noun_slot}]", "Probe into [p|{town_name}] [a|{noun_slot}]"],
}
NOTES = [  # a police note
    "On [t|{ddate}] at [t|{hhmm} hrs] {perp} [a|fired] upon {target} at [p|{spot_name}], PS [p|{town_name}]. {Toll}.",
    "Subject: [a|attack] on {target2}. [t|{ddate}], [t|{hhmm} hrs], [p|{spot_name}], {unit_name} [p|{town_name}]. {perp} <used/were armed with> {weapon}. {Toll}.",
    "It is reported that on [t|{ddate}] {perp} [a|attacked] {target} within the limits of [p|{town_name}] police station. {Toll}. The accused fled.",
    "Control [p|{town_name}] informed at [t|{hhmm} hrs] of a [a|firing incident] at [p|{spot_name}]. Killed: [k:{d}:{g}|{d}]. Injured: [i:{h}:{hg}|{h}]. Culprits unknown.",
    "FIR No. {big}/{year}: on [t|{ddate}] the complainant's brother [v|{name}] was [a|murdered] by {perp} at [p|{spot_name}].",
]
BULLETINS = [  # a monitor's daily list
    "[p|{area_name}]: On [t|{day}], in [p|{town_name} {unit_name}], {perp} [a|attacked] {target}, {toll_ing}.",
    "On [t|{day}], {perp} [a|attacked] the village of [p|{spot_name}] ([p|{town_name} {unit_name}]), {toll_ing}.",
    "[p|{town_name}] - {perp} [a|abducted] {captive} on [t|{day}] near [p|{spot_name}].",
    "On [t|{day}], [a|clashes] between [po|{adjective} forces] and the {org} near [p|{spot_name}] left {killed} dead.",
    "[p|{spot_name}], [p|{town_name}]: {a_deed} [t|{day}]. {Toll}.",
    "[t|{day}]: {killed} {kwas} killed in {a_deed} attributed to the {org} at [p|{spot_name}].",
    "The Mission confirmed that on [t|{day}] {perp} [a|looted] {target} in [p|{spot_name}], [p|{town_name} {unit_name}], {toll_ing}.",
]
FOILED = [
    "Police [a|defused] {weapon} found near {target} {place} {time}{says}.", "Bomb disposal experts [a|defused] {weapon} that had been <planted/left> outside {target} {place} {time}.",
    "A [a|plot] to blow up {target} was foiled {place} {time} when guards found {weapon}, {src} said.", "{weapon} <planted/hidden> by {perp} near {target} {place} {time} failed to [a|explode].",
    "Security forces [a|foiled] {a_deed_w} on {target} {place} {time}, {src} said.", "A rocket [a|fired] at {target} {place} {time} did not go off.",
    "{name}, a candidate, escaped an [a|attempt] on his life {place} {time} when {weapon} failed to go off.", "An attempted [a|kidnapping] of [v|{name}] {place} {time} failed when neighbours came to his help.",
    "Guards beat back an [a|attempt] by {perp} to seize ballot boxes from {target} {place} {time}.",
]
FOILED_MORE = ["The device weighed about {n} kilograms.", "{weapon2} was fitted with a timer, [s|{name}] of the bomb squad said.", "The area was [M:cordon|cordoned off] for hours.", "No one was hurt.", "Had it gone off, it would have caused great loss, {src} said."]
THREATS = [
    "The {org} [a|threatened] to {threat} {target2} if the vote goes ahead, in <pamphlets/a video/a letter> seen by {paper}.", "{cand} of the [v|{party}] received a telephone call in which the {org} [a|threatened] to {threat} him.".replace("{cand} of the [v|{party}]", "[v|{cand}] of the {party}"),
    "[v|{cand}] told {paper} that the {org} had [a|threatened] to {threat} his family unless he withdrew.", "Night letters {inplace} [a|threaten] to {threat} [v|{staff}] who work on polling day.",
]
THREATS_MORE = ["Police said they took the [W:attack_threat|threat] seriously.", "\"Anyone who votes [W:attack_threat|will have his finger cut off],\" it read.", "The {body} asked for more [M:protection|guards].", "It is not the first such [W:attack_threat|warning].", "Schools in {town_name} [M:school_closure|were closed] as a precaution."]
RUMOURS = [
    "Police denied reports of {a_deed_w} in [p|{town_name}] on {weekday}.", "Reports that {killed} had been [a|killed] {place} {time} are false, {src} said.", "The army dismissed as propaganda a claim that {perp} had [a|shot] down a helicopter {place} {time}.",
    "{src} denied that any [a|abduction] had taken place {place}.",
]
RUMOURS_MORE = ["Nothing of the kind has happened, he said.", "A claim to that effect had been made on social media.", "Journalists who went to the spot saw no damage.", "He warned against spreading rumours."]
ARRESTS = ["Police arrested {n} people over {deed} {place} {time}.", "[pi|{name}] was charged on {weekday} with {deed} {place} {time} in which {killed} {kwas} killed.", "A man suspected of {deed} {place} {time} was caught at the border.",
           "A court remanded [pi|{name}] over {deed} {place} {time}, which left {killed} dead."]


# ---------------------------------------------------------------------------------------------------------------- the plans

# Kinds whose doer is not told with the deed itself
BLAMED = "shooting raid ambush stabbing ied ied suicide grenade shelling kidnap arson robbery beating".split()


def lead(document, account):
    pattern = document.chance.choice(LEADS[account.kind])
    if "[po|" in pattern:
        account.certainty = "stated"
    document.say(pattern, account)


def follow(document, account, share=0.55):
    """Some more of what is told of an incident."""
    for pool, chance in ((DETAILS, share), (DETAILS_DEAD, share * 0.6 if account.dead else 0), (DETAILS, share * 0.6), (AMBIENT, share * 0.6), (QUOTES, share * 0.4)):
        document.maybe(chance, pool, account)


def attributed(document, account):
    chance = document.chance
    way = chance.choice(["claim", "claim", "denial", "suspicion", "suspicion", "allegation", "none", "claim and denial", "two claims"])
    if way == "none":
        document.say(NO_CLAIM, account)
        document.maybe(0.5, SUSPICIONS, account)
        account.certainty = "suspected" if len(document.sentences) and document.sentences[-1].count("po|") else account.certainty
    elif way == "denial":
        document.say(SUSPICIONS, account)
        document.say(DENIALS, account)
        account.certainty = "denied"
    elif way == "claim and denial":
        document.say(CLAIMS, account)
        document.say("A police officer cast doubt on the claim and said {deed} may have been the work of [pi|criminals].", account)
        account.certainty = "claimed"
    elif way == "two claims":
        document.say(CLAIMS, account)
        first, account.organisation = account.organisation, document.country.group()
        if account.organisation != first:
            document.say("The {org}, too, said it had carried out {deed}.", account)
        account.certainty = "claimed"
    else:
        document.say({"claim": CLAIMS, "suspicion": SUSPICIONS, "allegation": ALLEGATIONS}[way], account)
        account.certainty = {"claim": "claimed", "suspicion": "suspected", "allegation": "alleged"}[way]


def plan_plain(document):
    account = document.account()
    lead(document, account)
    follow(document, account, 0.7)


def plan_attributed(document):
    account = document.account(document.chance.choice(BLAMED), perp="unidentified" if document.chance.random() < 0.6 else None)
    lead(document, account)
    document.maybe(0.5, DETAILS, account)
    attributed(document, account)
    document.maybe(0.4, AMBIENT, account)


def plan_election(document):
    account = document.account(document.chance.choice(["shooting", "ied", "grenade", "kidnap", "arson", "clash", "vandal", "robbery", "beating", "raid", "stoppage"]), election=True)
    lead(document, account)
    document.say("The [tg|{party}] is contesting the seat.".replace("[tg|{party}]", "{party}") if document.chance.random() < 0.3 else AMBIENT, account)
    document.maybe(0.5, DETAILS, account)
    if document.chance.random() < 0.5:
        attributed(document, account)
    document.maybe(0.5, MEASURES, account)
    document.maybe(0.3, WARNINGS)


def plan_candidate(document):
    """A named candidate is the victim."""
    account = document.account("shooting", election=True, dead=1, hurt=0)
    name, party = account.candidate, account.party
    account.victim_name = name
    document.say(["[v|{victim_full}], <a candidate of the {party_n} for the provincial assembly/the {party_n}'s candidate in the town/an independent candidate>, was [a|shot] dead {place} {time}{says}.",
                  "{perp} [a|assassinated] [v|{victim_full}], who was standing for the {party_n} in the coming election, {place} {time}.",
                  "[v|{victim_full}] of the {party_n} and [k:1:c|his] [v|driver] were [a|killed] {place} {time} when {perp} opened fire on their [tg|car].",
                  "A candidate of the {party_n}, [v|{victim_full}], was [a|gunned] down by {perp} {place} {time} as he left a [tg|corner meeting]."], account)
    document.say(["{perp2} [a|fired] at [v|{victim_last_name}] from close range and fled.", "[v|{victim_last_name}] had been canvassing in [p|{spot_name}] when he was [a|hit].", "His [v|bodyguard] was also <wounded/hurt>."], account)
    if document.chance.random() < 0.6:
        attributed(document, account)
    document.maybe(0.5, ["The {body} [M:election_postponed|put off the vote] in the constituency.", "The {party_n} called a [M:campaign_limits|halt to its campaign].", "Polling there will be [M:election_postponed|held later], as the law requires when a candidate dies."], account)
    document.maybe(0.4, TALLIES)


def plan_toll(document):
    account = document.account(document.chance.choice(["ied", "suicide", "shelling", "airstrike", "raid", "clash"]), dead=document.chance.choice([2, 3, 4, 6, 9, 13, 20, 31]))
    lead(document, account)
    account.rise()
    document.say(RISING, account)
    follow(document, account)


def plan_attackers(document):
    account = document.account(document.chance.choice(["raid", "shooting", "ambush", "suicide", "ied"]))
    lead(document, account)
    account.lose()
    document.say(ATTACKERS_DEAD, account)
    follow(document, account)


def plan_own_bomb(document):
    account = document.account("ied", dead=0, hurt=0)
    account.lose()
    document.say(["[pi|[k:{x}:at!|{xw}] {xmen}] {xwas} killed {place} {time} when {weapon} they were <planting/carrying> [a|exploded] prematurely{says}.", "A [a|blast] in a house {place} {time} killed [pi|[k:{x}:at!|{xw}] {xmen}] who were <making bombs/preparing {weapon}>, {src} said.",
                  "{weapon} [a|went off] in the hands of those who carried it {place} {time}, killing [pi|[k:{x}:at!|{xw}] {xmen}]."], account)
    follow(document, account)
    document.maybe(0.4, SUSPICIONS, account)
    if document.accounts[0].certainty == "unknown" and "po|" in document.sentences[-1]:
        account.certainty = "suspected"


def plan_foiled(document):
    account = document.account(document.chance.choice(["ied", "grenade"]), dead=0, hurt=0)
    account.modality = "attempted"
    document.say(FOILED, account)
    if "kidnapping" in document.sentences[-1]:
        account.type = "kidnapping"
    if "ballot boxes" in document.sentences[-1] and "attempt]" in document.sentences[-1]:
        account.type = "robbery"
    document.say(FOILED_MORE, account)
    document.maybe(0.5, FOILED_MORE, account)
    document.maybe(0.4, AMBIENT, account)
    document.maybe(0.3, TALLIES)


def plan_threat(document):
    account = document.account(document.chance.choice(["raid", "ied", "kidnap"]), election=True, dead=0, hurt=0)
    account.modality, account.certainty = "threatened", "stated"
    account.threat_text = {"raid": "attack", "ied": "blow up", "kidnap": "kidnap"}[account.kind]
    document.say(THREATS if account.kind != "ied" else THREATS[:1], account)
    document.say(THREATS_MORE, account)
    document.maybe(0.5, AMBIENT, account)


def plan_warning(document):
    document.relevant = False
    document.say(["The interior ministry on {weekday} issued a [W:advisory|threat alert] for {area_name}.", "Intelligence agencies have [W:attack_risk|warned] of attacks on candidates in {area_name}.", "The {org_n} has [W:boycott_threat|called on voters to stay at home] on polling day.",
                  "The embassy [W:advisory|warned its citizens] on {weekday} against travel to {town_name}."])
    document.say(["It gave no details.", "The letter told all parties to limit their public meetings.", "Police have [M:security_heightened|stepped up checks].", "The {body} said the vote would go ahead.", "Rallies in {town_name} were [M:campaign_limits|cancelled]."])
    document.maybe(0.5, MEASURES)
    document.maybe(0.5, AMBIENT)


def plan_background(document):
    news = document.account()
    lead(document, news)
    follow(document, news, 0.4)
    old = document.account(news.kind if document.chance.random() < 0.5 else document.chance.choice(["shooting", "raid", "ied", "suicide", "ambush", "grenade"]), background=True)
    old.dead = max(old.dead, 1)
    document.say(BACKGROUNDS, old)
    if "org" in document.sentences[-1] and "blamed" in document.sentences[-1]:
        old.certainty = "suspected"
    document.maybe(0.3, TALLIES)


def plan_several(document):
    number = document.chance.choice([2, 2, 2, 3])
    same = document.chance.random() < 0.4
    kind = None
    for k in range(number):
        account = document.account(kind if same and kind else None)
        kind = account.kind
        lead(document, account)
        if k:
            document.prefix(document.chance.choice(SECOND))
        document.maybe(0.45, DETAILS, account)
        if document.chance.random() < 0.3:
            attributed(document, account)
    document.maybe(0.25, NO_CLAIM, account)
    document.maybe(0.3, TALLIES)
    document.maybe(0.3, MEASURES, account)


def plan_joint(document):
    """Two incidents in one sentence."""
    one = document.account(document.chance.choice(["shooting", "ied", "raid"]), dead=document.chance.choice([1, 2, 3, 5]))
    two = document.account(document.chance.choice(["grenade", "kidnap", "arson"]))
    document.say(["{killed} {kwas} killed in {a_deed} {place}, while {2.perp} <carried out/staged> {2.a_deed} {2.place} {time2}.", "{perp} killed {killed} in {a_deed} {place} {time2}, and {2.a_deed} was reported {2.place}.",
                  "{src} reported two incidents {time2}: {a_deed} {place} that left {killed} dead, and {2.a_deed} {2.place}."], one)
    for account in (one, two):
        document.say(["{toll} in {deed} {inplace}, {src} said." if account is two else "{deed} {inplace} took place {clock}.", "In [p|{town_name}], {perp2} escaped after {deed}."] if account is not two or two.kind != "kidnap" else
                     "In [p|{town_name}], {captive} {cwas} [a|taken] away.", account)
    document.maybe(0.4, MEASURES, one)


def plan_tally(document):
    document.say(TALLIES)
    if document.chance.random() < 0.6:
        account = document.account(background=document.chance.random() < 0.5)
        account.dead = max(account.dead, 1)
        document.say(BACKGROUNDS if account.background else LEADS[account.kind], account)
        if "[po|" in document.sentences[-1] and account.certainty == "unknown":
            account.certainty = "stated"
    else:
        document.relevant = False
    document.say(TALLIES)
    document.maybe(0.6, AMBIENT)
    document.maybe(0.3, MEASURES)


def plan_measures(document):
    account = document.account()
    document.say(MEASURES, account)
    document.say("The <step/move/decision> followed {a_deed} {place} {time} in which " + ("{killed} {kwas} killed." if account.dead else "{injured} {iwas} hurt." if account.hurt else "nobody was hurt."), account)
    document.say(MEASURES, account)
    document.maybe(0.5, DETAILS, account)
    document.maybe(0.4, WARNINGS)


def plan_only_measures(document):
    document.relevant = False
    for _ in range(document.chance.choice([2, 3])):
        document.say(MEASURES)
    document.say(AMBIENT)


def plan_note(document):
    account = document.account("shooting", dead=document.chance.choice([0, 1, 2, 3]))
    document.dateline = False
    document.say(NOTES, account)
    document.maybe(0.5, DETAILS, account)
    document.maybe(0.5, MEASURES, account)


def plan_bulletin(document):
    document.dateline = False
    document.listed = True
    for _ in range(document.chance.choice([2, 3, 4])):
        account = document.account(document.chance.choice(["raid", "ambush", "shooting", "kidnap"]))
        account.dead = max(account.dead, 1)
        pattern = document.chance.choice(BULLETINS)
        if "abducted" in pattern:
            account.type = "kidnapping"
        elif "clashes" in pattern:
            account.type, account.certainty = "clash", "stated"
        elif "looted" in pattern:
            account.type = "robbery"
        elif "a_deed" in pattern and account.kind == "kidnap":
            pattern = BULLETINS[2]
        if "attributed" in pattern:
            account.certainty = "suspected"
        document.say(pattern, account)
    document.maybe(0.4, TALLIES)


def plan_rumour(document):
    account = document.account(document.chance.choice(["shooting", "ied", "raid"]))
    account.modality, document.relevant = "denied", False
    document.say(RUMOURS, account)
    if "abduction" in document.sentences[-1]:
        account.type = "kidnapping"
    document.say(RUMOURS_MORE)
    document.maybe(0.4, AMBIENT)


def plan_planned(document):
    """A plot found out before anything was done; nothing has happened."""
    account = document.account(document.chance.choice(["ied", "raid"]), dead=0, hurt=0)
    account.modality, account.certainty, document.relevant = "planned", document.chance.choice(["suspected", "alleged"]), False
    document.say(["Police said they had arrested [pi|{n} {org_men}] of the {org} who were planning to [a|attack] {target} {inplace}.", "{src} said the {org} had planned {a_deed_w} on {target} {inplace}.",
                  "A man arrested on {weekday} told investigators that the {org} wanted to [a|bomb] {target} {inplace}, {src} said."], account)
    document.say(["Weapons and maps were seized.", "They will be produced in court.", "The group did not comment.", "{n} kilograms of explosives were found in a house."], account)
    document.maybe(0.5, MEASURES, account)


def plan_arrest(document):
    account = document.account(document.chance.choice(["shooting", "ied", "raid", "kidnap", "robbery"]), background=True)
    account.dead = max(account.dead, 1)
    account.certainty = "suspected"
    document.say(ARRESTS if account.kind != "kidnap" else ARRESTS[:1], account)
    document.say(["The suspects deny the charge.", "The hearing was put off to next month.", "Their lawyer said they had been beaten to make them confess.", "Investigators said the [pi|accused] had confessed to {deed}."], account)
    document.maybe(0.4, SUSPICIONS, account)


def plan_no_casualties(document):
    account = document.account(document.chance.choice(["ied", "grenade", "shelling", "shooting", "raid", "arson"]), dead=0, hurt=0)
    while True:
        pattern = document.chance.choice(LEADS[account.kind])
        if "{killed}" not in pattern and "{injured}" not in pattern:
            break
    document.say(pattern, account)
    follow(document, account, 0.6)
    if document.chance.random() < 0.5:
        attributed(document, account)


def plan_reprisal(document):
    """An attack and what followed from it: a second incident told as its consequence."""
    first = document.account("shooting", dead=document.chance.choice([1, 1, 2]))
    lead(document, first)
    second = document.account(document.chance.choice(["clash", "arson", "beating"]))
    second.town = first.town
    document.say(["Angry [pi|relatives] then [a|set] {target} on fire {inplace}.", "In revenge, [pi|youths] of [p|{spot_name}] [a|attacked] {target}, {toll_ing}."] if second.kind != "clash" else
                 "The killing set off [a|clashes] in which {killed} {kwas} killed, {src} said.", second)
    if second.dead == 0 and second.kind == "clash":
        second.dead = 1
    if second.kind != "clash":
        second.type = "arson" if "[a|" not in document.sentences[-1] and "a|set]" in document.sentences[-1] else "armed_attack"
    document.say(MEASURES, second)
    document.maybe(0.5, DETAILS, first)


def plan_hostage_freed(document):
    account = document.account("kidnap", background=True)
    document.say(["{captive}, [a|kidnapped] {place} {time}, <was/were> freed on {weekday}, {src} said.".replace("<was/were>", "{cwas}"), "{perp2} <released/freed> {captive} whom they had [a|abducted] {place} {time}, {src} said.",
                  "Troops rescued {captive} [a|seized] {place} {time}."], account)
    document.say(["A ransom had been asked for, but the family said none was paid.", "The freed man looked tired but was in good health.", "The {org} had claimed {deed}.", "Elders had talked with {perp2} for weeks."], account)
    if "had claimed" in document.sentences[-1]:
        account.certainty = "claimed"
    document.maybe(0.5, AMBIENT, account)


def plan_calm(document):
    document.relevant = False
    for pattern in document.chance.choice(CALM):
        document.say(pattern)
    document.maybe(0.5, AMBIENT)


def plan_calm_with_memory(document):
    """News of no violence that recalls an old incident."""
    for pattern in document.chance.choice(CALM)[:2]:
        document.say(pattern)
    old = document.account(document.chance.choice(["shooting", "raid", "ied", "suicide"]), background=True)
    old.dead = max(old.dead, 1)
    document.say(["{killed} {kwas} killed in {a_deed} {place} {time}.", "The town is still marked by {a_deed} {time} in which {killed} {kwas} killed {inplace}.", "{time_capital} {killed} {kwas} killed {place} in {a_deed}."], old)


def plan_anniversary(document):
    account = document.account(document.chance.choice(["raid", "ied", "suicide", "shooting"]), background=True)
    account.dead = max(account.dead, 2)
    document.say(["{town_name} on {weekday} remembered the victims of {deed} of [t|{old_year}], in which {killed} {kwas} killed.".replace("{town_name} on", "[p|{town_name}] on"),
                  "Candles were lit {inplace} on {weekday} for {killed} who died in {deed} {place} {time}.", "A memorial to those killed in {deed} {place} {time} was opened on {weekday}."], account)
    document.say(["Flowers were laid and names were read out.", "\"We have not forgotten,\" said {name}.", "Nobody has been convicted of {deed}.", "Relatives asked again for an inquiry into {deed}."], account)


def plan_war(document):
    account = document.account(document.chance.choice(["clash", "shelling", "airstrike", "raid"]), perp="organisation", election=False)
    lead(document, account)
    account.lose()
    document.say(["The army put its own losses at [k:{sl}:so|{slw}] and said [pi|[k:{x}:at!|{xw}] {xmen}] {xwas} killed.", "{src} said [pi|[k:{x}:at!|{xw}] {xmen}] {xwas} killed in {deed} and [i:{sl}:so|{slw}] soldiers wounded.",
                  "The {org} admitted the loss of [k:{x}:at!|{xw}] of its men.", "Each side gave different figures for {deed}."], account)
    if document.chance.random() < 0.5:
        document.say(AMBIENT, account)
    document.maybe(0.4, TALLIES)


def plan_official_and_rival_figures(document):
    account = document.account(document.chance.choice(["airstrike", "clash", "ied", "raid"]), dead=document.chance.choice([3, 4, 8, 15]))
    lead(document, account)
    account.rise()
    document.say(["[s|Local residents], however, put the dead at [k:{b}:{g}|{bw}].", "The {org} said [k:{b}:{g}|{bw}] had been killed.", "An opposition lawmaker spoke of [k:{b}:{g}|{bw}] dead, while the government <stood by its figure of/confirmed only> [k:{a}:{g}|{aw}]."], account)
    follow(document, account, 0.4)


def plan_hedged(document):
    account = document.account(document.chance.choice(BLAMED), perp="suspected")
    lead(document, account)
    document.prefix(document.chance.choice(["According to unconfirmed reports, ", "It is reported that ", "Sources claimed that ", "Reportedly, ", "", "As per initial information, "]))
    document.say(["This could not be independently confirmed.", "Officials were not available for comment.", "Accounts of {deed} differ.", "{src} neither confirmed nor denied {deed}."], account)
    document.say(SUSPICIONS if document.chance.random() < 0.5 else ALLEGATIONS, account)
    account.certainty = "alleged" if "alleged" in document.sentences[-1] or "accused" in document.sentences[-1] else "suspected"


def plan_polling_day(document):
    document.say(["Voting ended in {country_name} on {weekday} after a day marred by violence.", "Polling in {area_name} was held amid tight security.", "Turnout was low in {town_name} as voters stayed away."])
    for kind in document.chance.sample(["shooting", "grenade", "robbery", "clash", "vandal", "arson", "ied", "beating"], document.chance.choice([1, 2, 3])):
        account = document.account(kind, election=True)
        lead(document, account)
    document.say(["Voting was [M:polling_changed|stopped at {n} stations].", "The {body} [M:election_postponed|ordered a fresh poll] there.", "Counting began at night.", "[T:killed|{n}] people in all were killed on polling day."], account)


def plan_claim_only(document):
    account = document.account(document.chance.choice(["ied", "raid", "ambush", "shooting", "grenade"]), dead=document.chance.choice([2, 3, 5, 8, 12, 20]))
    document.say(["The {org} said <on {weekday}/in a statement> that it had carried out {a_deed} {place} {time}.", "[s|{org_spokesman}] of the {org} told {paper} by telephone that its men had [a|attacked] {target} {place} {time}.",
                  "\"Our fighters [a|attacked] {target} {place} {time},\" the {org} said."], account)
    account.certainty = "claimed"
    document.say(["It put the dead at [k:{d}:{dg}|{D}].", "The statement said [k:{d}:{dg}|{D}] {force} were killed.", "It spoke of heavy losses.", "There was no word from the army."], account)
    document.maybe(0.5, ["Officials denied any such attack.", "Police confirmed {deed} but said nobody had died.", "{src} could not confirm {deed}."], account)


def plan_brief(document):
    lead(document, document.account())


def plan_operation(document):
    account = document.account("raid", election=False, dead=0)
    account.certainty = "stated"
    account.lose()
    document.say(OPERATIONS, account)
    if "bombed" in document.sentences[-1]:
        account.type = "bombing"
    elif "encounter" in document.sentences[-1]:
        account.type = "clash"
    for _ in range(document.chance.choice([1, 2, 3])):
        document.say(OPERATIONS_MORE, account)
    document.maybe(0.3, TALLIES)


def plan_suspects(document):
    account = document.account(document.chance.choice(["shooting", "stabbing", "kidnap", "robbery", "arson", "beating", "ied"]), perp="unidentified")
    lead(document, account)
    for _ in range(document.chance.choice([1, 2])):
        document.say(SUSPECTS, account)
    account.certainty = "suspected" if any(word in "".join(document.sentences[1:]) for word in ("suspect", "charged", "confessed", "looking for", "caught")) else account.certainty
    follow(document, account, 0.4)


def plan_named_dead(document):
    account = document.account("shooting", election=False, dead=1)
    document.say(NAMED_DEAD[:1] + NAMED_DEAD[2:], account)
    follow(document, account, 0.4)
    if document.chance.random() < 0.5:
        attributed(document, account)


def plan_interleaved(document):
    """Incidents of one kind, told first one by one, then referred to by their places."""
    kind = document.chance.choice(["shooting", "raid", "ied", "grenade", "ambush", "ied", "kidnap", "arson"])
    accounts = [document.account(kind) for _ in range(document.chance.choice([2, 2, 3, 4]))]
    for account in accounts:
        account.heading = KINDS[kind][1].split()[0]
        lead(document, account)
        if account.number > 1:
            document.prefix(document.chance.choice(SECOND))
    for account in document.chance.sample(accounts, document.chance.choice([1, 2])):
        pattern = document.chance.choice(BACK_REFERENCES)
        document.say(pattern, account)
        if "claimed by" in pattern or "blamed" in pattern:
            account.certainty = "claimed" if "claimed by" in pattern else "suspected"
    document.maybe(0.4, TALLIES)
    document.maybe(0.3, AMBIENT)


def plan_long(document):
    account = document.account(document.chance.choice(BLAMED))
    lead(document, account)
    for pool in (DETAILS, AMBIENT, QUOTES):
        document.say(pool, account)
    attributed(document, account)
    document.say(DETAILS, account)
    document.maybe(0.5, SUSPECTS[4:5] + SUSPECTS[7:], account)
    document.say(MEASURES, account)
    old = document.account(account.kind, background=True, perp="unidentified")
    old.dead = max(old.dead, 1)
    document.maybe(0.6, BACKGROUNDS[1:3] + BACKGROUNDS[4:5], old)
    document.maybe(0.5, TALLIES)
    document.say(AMBIENT, account)


def plan_communique(document):
    account = document.account(document.chance.choice(["raid", "ambush"]), dead=document.chance.choice([2, 4, 7, 12]))
    account.certainty = "claimed"
    document.say(COMMUNIQUES, account)
    document.say(["No independent word on {deed} was to be had.", "The army said {deed} had been beaten back without loss.", "{src} confirmed {deed} but not the figures.", "It added that [k:{d}:so|{D}] soldiers were killed."], account)
    document.maybe(0.4, ["More [W:attack_threat|such attacks will follow], it said.", "It [W:boycott_threat|called on the people to keep away from the polls].", "It [W:attack_threat|warned collaborators] to leave."])


def plan_correction(document):
    account = document.account(document.chance.choice(["ied", "raid", "shooting", "grenade"]), dead=document.chance.choice([2, 3, 4, 6]))
    lead(document, account)
    account.rise()
    document.say(["CORRECTION: an earlier version of this report gave the number of dead as [k:{b}:{g}|{bw}].", "{src} corrected the toll to [k:{b}:{g}|{bw}].", "Later in the day {src} <revised the figure to/spoke of> [k:{b}:{g}|{bw}] dead.", "By nightfall [k:{b}:{g}|{bw}] were dead."], account)
    document.maybe(0.6, DETAILS, account)


PLANS = {
    plan_brief: 5, plan_operation: 5, plan_suspects: 5, plan_named_dead: 5, plan_interleaved: 8, plan_long: 6, plan_communique: 3, plan_correction: 3,
    plan_plain: 6, plan_attributed: 8, plan_election: 8, plan_candidate: 4, plan_toll: 4, plan_attackers: 4, plan_own_bomb: 2, plan_foiled: 5, plan_threat: 3, plan_warning: 2, plan_background: 6,
    plan_several: 8, plan_joint: 2, plan_tally: 4, plan_measures: 4, plan_only_measures: 1, plan_note: 3, plan_bulletin: 4, plan_rumour: 2, plan_planned: 2, plan_arrest: 3, plan_no_casualties: 5, plan_reprisal: 3,
    plan_hostage_freed: 2, plan_calm: 14, plan_calm_with_memory: 2, plan_anniversary: 2, plan_war: 3, plan_official_and_rival_figures: 3, plan_hedged: 4, plan_polling_day: 4, plan_claim_only: 3,
}


# ---------------------------------------------------------------------------------------------------------- text and spans

class Text:
    """Characters, each with the spans that cover it, so that editing keeps every span exact."""

    def __init__(self):
        self.chars, self.covers, self.labels = [], [], []

    def add(self, text, cover=()):
        self.chars.extend(text)
        self.covers.extend([tuple(cover)] * len(text))

    def add_markup(self, markup, upper_first=True):
        at, open_, first = 0, [], upper_first
        while at < len(markup):
            char = markup[at]
            if char == "[":
                bar = markup.index("|", at)
                self.labels.append(markup[at + 1:bar])
                open_.append(len(self.labels) - 1)
                at = bar + 1
                continue
            if char == "]":
                open_.pop()
            elif char == "^":
                first = True
            else:
                if first and char.isalnum():
                    char, first = char.upper(), False
                self.add(char, open_)
            at += 1
        if open_:
            raise ValueError("a span without end: " + markup)

    def spans(self):
        ends = {}
        for at, cover in enumerate(self.covers):
            for label in cover:
                start, _ = ends.get(label, (at, at))
                ends[label] = (start, at + 1)
        return sorted((start, end, self.labels[label]) for label, (start, end) in ends.items())

    def text(self):
        return "".join(self.chars)


def noisy(text, chance):
    """What a hurried desk leaves in: letters lost, doubled or swapped, words twice, spaces and stops gone."""
    letters = [at for at in range(1, len(text.chars) - 1) if text.chars[at].islower() and text.chars[at - 1].isalpha() and text.chars[at + 1].isalpha()]
    for _ in range(max(1, len(text.chars) // chance.choice([120, 200, 400]))):
        way = chance.choice("drop double swap space join the stop comma".split())
        if way in ("drop", "double", "swap") and letters:
            at = chance.choice(letters)
            if at + 1 >= len(text.chars) or not text.chars[at].isalpha() or not text.chars[at + 1].isalpha():
                continue
            if way == "drop":
                del text.chars[at], text.covers[at]
            elif way == "double":
                text.chars.insert(at, text.chars[at])
                text.covers.insert(at, text.covers[at])
            elif text.covers[at] == text.covers[at + 1]:
                text.chars[at], text.chars[at + 1] = text.chars[at + 1], text.chars[at]
            letters = [k for k in letters if k < at - 1]
        spaces = [at for at in range(1, len(text.chars) - 1) if text.chars[at] == " " and text.chars[at - 1] != " "]
        if way == "space" and spaces:
            at = chance.choice(spaces)
            text.chars.insert(at, " ")
            text.covers.insert(at, text.covers[at])
        elif way in ("stop", "comma", "join"):
            for at in chance.sample(spaces, min(len(spaces), 12)):
                before = text.chars[at - 1]
                if way == "join" and before in ".," and not text.covers[at]:
                    del text.chars[at], text.covers[at]
                    break
                if way == "comma" and before == "," and not text.covers[at - 1]:
                    del text.chars[at - 1], text.covers[at - 1]
                    break
        elif way == "the":
            word = "".join(text.chars).find(" the ")
            if word >= 0 and not text.covers[word + 1] and " the the " not in "".join(text.chars):
                text.chars[word:word] = list(" the")
                text.covers[word:word] = [()] * 4


def house_text(document):
    """The report as its publisher prints it."""
    chance, text = document.chance, Text()
    style = chance.choice(["wire", "wire", "wire", "plain", "plain", "plain", "headline", "headline", "tabloid", "fbis", "lower", "local", "local", "local"])
    account = document.accounts[0] if document.accounts else None
    joiner = " " if chance.random() < 0.6 else chance.choice(["\n\n", "\n"])
    if style in ("headline", "tabloid", "local") and account and document.headline is not False and chance.random() < 0.8 and account.modality == "actual" and not account.background and document.plan not in (plan_foiled,):
        word = KINDS[account.kind][1].split()[0]
        if account.type == TYPES[KINDS[account.kind][0]]:
            account.heading = word
            pattern = chance.choice(HEADLINES["dead" if account.dead and document.plan not in (plan_candidate, plan_claim_only) and account.shown else "none"])
            title = document.expand(pattern, account)
            start = len(text.chars)
            text.add_markup(title)
            if style == "tabloid":
                text.chars[start:] = [c.upper() for c in text.chars[start:]]
            text.add("\n\n" if chance.random() < 0.7 else "\n")
    if style == "wire" and document.dateline:
        town = chance.choice(document.country.towns)
        date = document.house.day(document.house.published)
        head = chance.choice(["{t}, {c}, {d} ({a}) - ", "{t}, {d} ({a}) -- ", "{t} ({a}): ", "{t}: ", "{t}, {c} - "])
        same = account and town == account.town and not account.background
        before, after = head.split("{t}")
        fill = dict(c=document.country.name.removeprefix("the "), d=date, a=chance.choice(AGENCIES))
        text.add_markup(before + (f"[{account.number}p|{town.upper()}]" if same else town.upper()) + after.format(**fill))
    if style == "fbis":
        town = chance.choice(document.country.towns).upper()
        text.add(chance.choice([f"{town}, {document.house.published.day} {MONTHS[document.house.published.month - 1][:3].upper()} {document.house.published.year % 100:02} ({chance.choice(AGENCIES).upper()}) -- ",
                                f"{town} {chance.choice(RADIOS).upper()}, {document.house.published.day} {MONTHS[document.house.published.month - 1][:3].upper()} {document.house.published.year % 100:02} -- "]) + chance.choice(["[TEXT] ", "", "[REPORT] "]))
    listed = getattr(document, "listed", False)
    for number, sentence in enumerate(document.sentences):
        if number:
            text.add("\n" if listed else joiner)
        if listed:
            text.add(chance.choice(["- ", "- ", ""]))
        text.add_markup(sentence)
    if style == "local" and document.chance.random() < 0.9 or chance.random() < 0.08:
        noisy(text, chance)
    if chance.random() < 0.3:
        inside = False
        for at, char in enumerate(text.chars):
            if char == '"':
                inside = not inside
                text.chars[at] = "\u201c" if inside else "\u201d"
            elif char == "'":
                text.chars[at] = "\u2019"
    if style == "fbis":
        text.chars = [c.upper() for c in text.chars]
    elif style == "lower":
        text.chars = [c.lower() for c in text.chars]
    return text


def occurrence(text, start, end):
    """[quote, k] of a span."""
    quote, k, at = text[start:end], 0, -1
    while at < start:
        at = text.find(quote, at + 1)
        k += 1
    return [quote, k]


def line_of(document, id_):
    marked = house_text(document)
    text = marked.text()
    line = dict(corpus="dispatch", id=id_, text=text, published=document.house.published.isoformat(), relevant=document.relevant)
    accounts = {account.number: dict(type=account.type, modality=account.modality, background=account.background, certainty=account.certainty, anchors=[]) for account in document.accounts}
    for start, end, label in marked.spans():
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        quote = occurrence(text, start, end)
        if label[0] in LISTS:
            name, kind = label.split(":", 1)
            key, detail = LISTS[name]
            line.setdefault(key, []).append({"q": quote, detail: kind})
            continue
        number, label = int(label[0]), label[1:]
        if label[0] in COUNTS and ":" in label:
            name, n, group = label.split(":")
            accounts[number].setdefault(COUNTS[name], []).append(dict(q=quote, n=int(n), group=GROUPS[group.rstrip("!")], attacker=group.endswith("!")))
        else:
            accounts[number].setdefault(ROLES[label], []).append(quote)
    line["accounts"] = [account for account in accounts.values() if account["anchors"]]
    return line


def read_actors():
    """Armed groups by country, from the packs."""
    path, groups = pathlib.Path(__file__).resolve().parents[2] / "packs" / "actors.tsv", {}
    if not path.exists():
        return groups
    for row in path.read_text(encoding="utf-8").splitlines():
        fields = row.split("\t")
        if not row.startswith("#") and len(fields) > 4 and fields[2] == "armed_group":
            for country in fields[3].split(";"):
                names = [fields[1]] + [alias for alias in fields[4].split(";") if alias and len(alias) <= 8]
                groups.setdefault(country, []).extend(name.lstrip("=") for name in names if "(" not in name)
    return groups


def dispatch(number, seed, actors):
    document = Document(f"{seed}/{number}", actors)
    document.relevant = True
    document.plan = document.chance.choices(list(PLANS), list(PLANS.values()))[0]
    document.plan(document)
    return line_of(document, f"dispatch-{seed}-{number}")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--count", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", required=True)
    chosen = options.parse_args()
    actors = read_actors()
    with open(chosen.out, "w", encoding="utf-8") as file:
        for number in range(chosen.count):
            file.write(json.dumps(dispatch(number, chosen.seed, actors), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
