namespace Patchbay.Sockets.Tests;

public class AddressErrorTests
{
    /// <summary>The text, where it goes wrong, a word of the message and a word of the hint.</summary>
    public static TheoryData<string, int, string, string> ConnectingErrors => new()
    {
        { "", 0, "empty", "HOST:PORT" },
        { "   ", 0, "only spaces", "HOST:PORT" },
        { " db:1", 0, "begins with a space", "Remove" },
        { "db:1 ", 4, "ends with a space", "Remove" },
        { "db:1\n", 4, "U+000A", "Remove" },
        { "d\u0000b:1", 1, "U+0000", "Remove" },
        { "db:70000", 3, "Port 70000 is out of range", "0 to 65535" },
        { "db:99999999999999999999999", 3, "out of range", "0 to 65535" },
        { "db:65536", 3, "out of range", "0 to 65535" },
        { "db:0", 3, "port 0", "any free port" },
        { "db:", 3, "port is missing", "number" },
        { "db:http", 3, "'http' is no port", "number" },
        { "db:54x2", 5, "'54x2' is no port", "number" },
        { "db:-1", 3, "'-1' is no port", "number" },
        { "db.example.com", 14, "port is missing", "db.example.com:8080" },
        { "tcp:db", 6, "port is missing", "db:8080" },
        { "[::1]", 5, "port is missing", "[::1]:8080" },
        { ":8080", 0, "host is missing", "localhost:8080" },
        { "8080", 0, "host is missing", "localhost:8080" },
        { "tcp:8080", 4, "host is missing", "HOST:PORT" },
        { "tcp::8080", 4, "host is missing", "localhost:8080" },
        { "tcp://", 6, "host is missing", "HOST:PORT" },
        { "*:8080", 0, "every address", "other side" },
        { "tcp:", 4, "needs a target", "tcp:HOST:PORT" },
        { "tcp", 3, "needs a target", "tcp:HOST:PORT" },
        { "wss:", 4, "needs a target", "wss://HOST/PATH" },
        { "unix-listen:,mode=600", 12, "needs a target", "unix-listen:/run/x" },
        { "tpc:db:5432", 0, "no scheme 'tpc'", "Did you mean 'tcp'?" },
        { "tcp-listn:*:80", 0, "no scheme 'tcp-listn'", "Did you mean 'tcp-listen'?" },
        { "tpc-listen:80", 0, "no scheme 'tpc-listen'", "Did you mean 'tcp-listen'?" },
        { "unx:/run/x", 0, "no scheme 'unx'", "Did you mean 'unix'?" },
        { "exce:cmd a b", 0, "no scheme 'exce'", "Did you mean 'exec'?" },
        { "http://example.com", 0, "no scheme 'http'", "tcp:HOST:80" },
        { "gopher://example.com", 0, "no scheme 'gopher'", "Known are tcp" },
        { "tsl+tcp:h:1", 0, "no layer 'tsl'", "Did you mean 'tls'?" },
        { "tls+tpc:h:1", 4, "no scheme 'tpc'", "Did you mean 'tcp'?" },
        { "tcp+tls:h:1", 0, "'tcp' is no layer", "outside in" },
        { "+tcp:h:1", 0, "no layer ''", "Known are" },
        { "tls+udp:h:1", 4, "no stream of bytes", "tls+unix" },
        { "tls+tls+tls+tls+tls+tls+tls+tls+tls+tcp:h:1", 32, "at most 8 layers", "Remove" },
        { "exec-listen:cmd", 4, "no listening form", "exec:" },
        { "::1:8080", 0, "IPv6 address stands without brackets", "[::1:8080]:PORT" },
        { "2001:db8::1", 0, "IPv6 address stands without brackets", "[2001:db8::1]:PORT" },
        { "tcp:::1", 4, "IPv6 address stands without brackets", "[::1]:PORT" },
        { "tcp:db:1:2", 8, "second colon", "HOST:PORT" },
        { "[::1:8080", 0, "bracket is not closed", "[::1]:8080" },
        { "[::1]8080", 5, "cannot follow the bracket", "colon" },
        { "[127.0.0.1]:80", 1, "no IPv6 address", "Brackets" },
        { "[fe80::1%]:80", 8, "no interface", "%eth0" },
        { "256.1.1.1:80", 0, "no IPv4 address", "0 to 255" },
        { "010.0.0.1:80", 0, "no IPv4 address", "leading zeros" },
        { "127.1:80", 0, "no IPv4 address", "four numbers" },
        { "tcp:0x7f000001:80", 4, "no IPv4 address", "four numbers" },
        { "d b:80", 1, "cannot stand in a host name", "letters" },
        { "db..example:80", 3, "part of the host name is empty", "1 to 63" },
        { "-db:80", 0, "cannot be part", "'-'" },
        { "tcp://db:80/path", 11, "no path", "HOST:PORT" },
        { "tcp-listen:db:80", 11, "'db' is a name", "* for every address" },
        { "tcp-listen:8080,one", 16, "no option 'one'", "Did you mean 'once'?" },
        { "tcp-listen:8080,", 16, "option is missing", "NAME" },
        { "tcp-listen:8080,,once", 16, "option is missing", "NAME" },
        { "tcp-listen:8080,once=1", 21, "takes no value", ",once alone" },
        { "tcp-listen:8080,once,once", 21, "given twice", "Keep one" },
        { "tcp-listen:8080,idle", 20, "needs a value", "idle=30s" },
        { "tcp-listen:8080,idle=soon", 21, "no value for 'idle'", "idle=30s" },
        { "tcp-listen:8080,idle=0s", 21, "no value for 'idle'", "duration" },
        { "db:80,once", 6, "no meaning here", "listeners" },
        { "db:80,frob", 6, "no option 'frob'", "Options here: proxy-protocol" },
        { "echo,frob", 5, "no option 'frob'", "takes no options" },
        { "unix-listen:/x,mode=900", 20, "no value for 'mode'", "octal" },
        { "unix-listen:/x,mode=\"600", 20, "quote is not closed", "closing quote" },
        { "unix:\"/x\"y", 9, "follows the closing quote", "whole value" },
        { "unix:/x\"y\"", 7, "quote stands inside", "whole value" },
        { "unix:@", 6, "abstract name is missing", "unix:@name" },
        { "unix:/" + new string('x', 107), 5, "108 bytes", "shorter" },
        { "/run/x", 0, "path alone", "unix:/run/x" },
        { "@name", 0, "path alone", "unix:@name" },
        { "multicast:10.0.0.1:5000", 10, "no multicast group", "224.0.0.0" },
        { "multicast:group:5000", 10, "no multicast group", "239.1.2.3" },
        { "multicast:239.1.2.3:5000,ttl=256", 29, "no value for 'ttl'", "0 to 255" },
        { "raw:icmp", 8, "host is missing", "raw:icmp:HOST" },
        { "raw:256:h", 4, "no IP protocol", "0 to 255" },
        { "raw:icmp:[::1]:80", 14, "cannot follow the host", "no port" },
        { "packet:a/b", 7, "no interface", "eth0" },
        { "packet:averylonginterface", 7, "no interface", "eth0" },
        { "fd:x", 3, "no descriptor", "fd:3" },
        { "fd:99999999999", 3, "no descriptor", "fd:3" },
        { "systemd:a:b", 8, "no descriptor name", "':'" },
        { "ws:///p", 5, "host is missing", "HOST:PORT" },
        { "ws://h:80,x", 9, "comma follows the host", "'#'" },
        { "ws://me:secret@h/", 5, "user and password", "Remove" },
        { "ws://h/a b", 8, "cannot stand in a URL", "%20" },
        { "ws://h:1:2/", 8, "second port", "HOST:PORT" },
        { "exec:sh -c 'a", 11, "quote is not closed", "closing quote" },
        { "exec:a, b", 7, "no option ' b'", "double quotes" },
        { ",once", 0, "missing before the comma", "Options" },
        { "what is this", 4, "no address", "SCHEME:TARGET" },
    };

    public static TheoryData<string, int, string, string> ListeningErrors => new()
    {
        { "db:5432", 0, "'db' is a name", "* for every address" },
        { "udb:5432", 0, "'udb' is a name", "Did you mean 'udp:'?" },
        { "echo", 0, "name of a service", ":8080" },
        { "ws://h/p", 0, "this verb listens", "ws-listen:PORT" },
        { ":70000", 1, "out of range", "0 to 65535" },
        { ":", 1, "port is missing", "number" },
        { "[::]", 4, "port is missing", "[::]:8080" },
    };

    [Theory]
    [MemberData(nameof(ConnectingErrors))]
    public void A_bad_address_is_shown_where_it_goes_wrong_and_what_to_write(string text, int column, string message, string hint) =>
        Check(text, AddressRole.Connect, column, message, hint);

    [Theory]
    [MemberData(nameof(ListeningErrors))]
    public void A_listening_verb_has_its_own_errors(string text, int column, string message, string hint) =>
        Check(text, AddressRole.Listen, column, message, hint);

    [Fact]
    public void A_text_of_4096_characters_is_read_and_one_more_is_not()
    {
        var longest = "exec:" + new string('x', Address.MaxLength - 5);

        Assert.Equal(AddressKind.Exec, Address.Parse(longest).Kind);
        Check(longest + "x", AddressRole.Connect, Address.MaxLength, "4097 characters", "Shorten");
    }

    /// <summary>Apart from the table: the test runner's own protocol cannot carry half a character.</summary>
    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void Half_a_character_is_shown(int unit) =>
        Check("unix:/" + (char)unit + "x", AddressRole.Connect, 6, "surrogate", "Remove");

    [Fact]
    public void A_long_piece_is_cut_in_the_message()
    {
        var error = Assert.Throws<AddressFormatException>(() => Address.Parse("db:" + new string('x', 2000)));

        Assert.InRange(error.Message.Length, 10, 120);
    }

    static void Check(string text, AddressRole role, int column, string message, string hint)
    {
        var error = Assert.Throws<AddressFormatException>(() => Address.Parse(text, role));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
        Assert.Equal(text, error.Text);
        Assert.False(Address.TryParse(text, role, out _));
    }
}
