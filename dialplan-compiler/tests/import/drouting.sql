-- MySQL dump
/*!40101 SET NAMES utf8 */;
INSERT INTO version (table_name, table_version) values ('dr_rules','3');
INSERT INTO `dr_gateways` VALUES (1,0,'192.0.2.1',0,NULL,NULL,'satellite; \'VSAT\''),(2,0,'sip.shore.example:5070',2,'99',NULL,''),
(3,0,'192.0.2.1:5062',0,'',NULL,''),(4,1,'[2001:db8:7::4]:5060',0,'','codec=g729','');
INSERT INTO `dr_gw_lists` VALUES (1,'1,2','both');
INSERT INTO `dr_groups` VALUES (1,'alice','ship.example',2,'');
INSERT INTO `dr_rules` (ruleid, groupid, prefix, timerec, priority, routeid, gwlist, description) VALUES
 (1,'1,2','55','',0,'','#1','both groups'),
 (2,'2','5512','',0,'','4','officers only'),
 (3,'1','551','',0,'7','2;1','sets'),
 (4,'1','551','',-1,'','4','never'),
 (5,'1','66','20261101T000000||daily','0','','1','at night'),
 (6,'1,2','','',0,'','1','the rest'),
 (7,'1,2','559','',0,'','9','lost'),
 (8,'1,2','77','',0,'','3','the same address');
