-- PostgreSQL database dump
CREATE TABLE public.mtrees (id integer, tname varchar, tprefix varchar, tvalue varchar);
COPY public.mtrees (id, tname, tprefix, tvalue) FROM stdin;
1	ship	1	shore
2	ship	1	spare
3	ship	44	shore
4	yard	44	quay
\.
