package p

type L = interface{ m() interface{ L } } // ERROR "invalid recursive type"
