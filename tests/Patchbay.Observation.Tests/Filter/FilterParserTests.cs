using FsCheck;
using FsCheck.Fluent;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Filter;

public class FilterParserTests
{
    static readonly FixedNames Names = new();

    // The forms of iproute2's own testsuite/tests/ss/ssfilter.t, of ss(8), and ours.
    [Theory]
    [InlineData("dport = 22", "dport = 22-22")]
    [InlineData("dport = :22", "dport = 22-22")]
    [InlineData("( dport = 22 )", "dport = 22-22")]
    [InlineData("( sport = :22 or dport = :22 )", "(sport = 22-22 || dport = 22-22)")]
    [InlineData("sport = 1 and dport = 2 or dport = 3", "((sport = 1-1 and dport = 2-2) || dport = 3-3)")]
    [InlineData("sport = 1 dport = 2", "(sport = 1-1 and dport = 2-2)")]
    [InlineData("! sport = 1 && dport = 2", "(not sport = 1-1 and dport = 2-2)")]
    [InlineData("not ( sport = 1 | sport = 2 )", "not (sport = 1-1 || sport = 2-2)")]
    [InlineData("state established and dport = https and not dst 10.0.0.0/8", "(((state established) and dport = 443-443) and not dst [10.0.0.0]/8)")]
    [InlineData("STATE Established DPORT gt 1024", "((state established) and dport ge :1025)")]
    [InlineData("state time-wait state syn-sent", "(state syn-sent state time-wait)")]
    [InlineData("state connected exclude established exclude time-wait exclude close-wait exclude last-ack exclude closing exclude fin-wait-1 exclude fin-wait-2", "(state syn-sent state syn-recv)")]
    [InlineData("exclude big", "(state syn-recv state time-wait)")]
    [InlineData("dport < 10", "dport <= 9")]
    [InlineData("dport != :8000-8100", "not dport = 8000-8100")]
    [InlineData("sport eq ftp-data", "sport = 20-20")]
    [InlineData("dst 192.0.2.7:443", "dst [192.0.2.7]/32:443")]
    [InlineData("dst = [2001:db8::1]:443", "dst [2001:db8::1]/128:443")]
    [InlineData("dst 2001:db8::/32", "dst [2001:db8::]/32")]
    [InlineData("dst [2001:db8::]/32", "dst [2001:db8::]/32")]
    [InlineData("src *:443", "sport = 443-443")]
    [InlineData("src :443", "sport = 443-443")]
    [InlineData("dst one.test", "dst [192.0.2.1]/32")]
    [InlineData("dst both.test:https", "(dst [192.0.2.2]/32:443 || dst [2001:db8::2]/128:443)")]
    [InlineData("dst != 127.0.0.1", "not dst [127.0.0.1]/32")]
    [InlineData("dev = lo", "dev = 1")]
    [InlineData("dev != 7", "not dev = 7")]
    [InlineData("user ann", "user = 1000")]
    [InlineData("process = 'my program'", "process = 'my program'")]
    [InlineData("fwmark = 1/0xff", "fwmark = 0x1/0xff")]
    [InlineData("scope everywhere", "scope Everywhere")]
    [InlineData("src unix:/run/*", "src 'unix:/run/*'")]
    [InlineData("autobound", "autobound")]
    public void A_filter_is_read_as_ss_reads_it(string text, string expected) =>
        Assert.Equal(expected, FilterText.Of(new FilterParser(text, Names).Parse()));

    [Theory]
    [InlineData("", 0, "the filter is empty")]
    [InlineData("dport", 5, "a value for dport is missing here")]
    [InlineData("dport =", 7, "a value for dport is missing here")]
    [InlineData("dport = 70000", 8, "port 70000 is out of range")]
    [InlineData("dport = htps", 8, "'htps' is no port")]
    [InlineData("dport = 9-3", 8, "the range ends before it begins")]
    [InlineData("dport > 1-3", 8, "a range of ports can only be = or !=")]
    [InlineData("dprt = 1", 0, "'dprt' is nothing to filter by")]
    [InlineData("state establised", 6, "'establised' is no state")]
    [InlineData("state", 5, "a state is missing here")]
    [InlineData("dst 10.0.0.0/33", 4, "'33' is no length of a prefix")]
    [InlineData("dst 10.0.0", 4, "'10.0.0' is no address")]
    [InlineData("dst ::1::", 4, "'::1::' is no address")]
    [InlineData("dst nowhere.test", 4, "the name 'nowhere.test' has no address")]
    [InlineData("dst < 10.0.0.1", 4, "dst has no order")]
    [InlineData("dport = 1 and", 13, "the filter ends where a condition must follow")]
    [InlineData("dport = 1 or or dport = 2", 13, "'or' cannot stand here")]
    [InlineData("( dport = 1", 0, "the parenthesis is never closed")]
    [InlineData("dport = 1 )", 10, "')' cannot stand here")]
    [InlineData("process = 'x", 10, "the quote is never closed")]
    [InlineData("user = bob", 7, "there is no user 'bob'")]
    [InlineData("dev = eth7", 6, "there is no interface 'eth7'")]
    [InlineData("scope moon", 6, "'moon' is no scope")]
    [InlineData("fwmark = x", 9, "'x' is no mark")]
    public void A_wrong_filter_is_shown_where_it_is_wrong(string text, int column, string message)
    {
        var error = Assert.Throws<FilterFormatException>(() => SocketFilter.Parse(text, Names));
        Assert.Equal((column, message), (error.Column, error.Message));
        Assert.NotEmpty(error.Hint);
    }

    [Fact]
    public void Parentheses_beyond_the_limit_are_an_error_and_not_a_crash()
    {
        SocketFilter.Parse(new string('(', 60) + "autobound" + new string(')', 60), Names);
        Assert.Contains("64", Assert.Throws<FilterFormatException>(() => SocketFilter.Parse(new string('(', 2000), Names)).Message);
        Assert.Contains("4096", Assert.Throws<FilterFormatException>(() => SocketFilter.Parse(new string('!', 5000), Names)).Message);
    }

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(
        FilterGenerators.Term(FilterGenerators.Leaf, 3).ToArbitrary(),
        term => FilterText.Of(new FilterParser(FilterText.Of(term), Names).Parse()) == FilterText.Of(term)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_state_that_is_not_read_holds_nothing_that_matches() => Prop.ForAll(
        FilterGenerators.Term(FilterGenerators.Leaf, 4).ToArbitrary(), FilterGenerators.Row.ToArbitrary(),
        (term, row) => new SocketFilter(term) is var filter && (!filter.Matches(row) || (filter.StatesOf(row.Kind) & (1u << (int)row.State)) != 0)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Joints_mean_what_they_say() => Prop.ForAll(
        FilterGenerators.Leaf.ToArbitrary(), FilterGenerators.Leaf.ToArbitrary(), FilterGenerators.Row.ToArbitrary(),
        (left, right, row) => new AndTerm(left, right).Matches(row) == (left.Matches(row) && right.Matches(row))
            && new OrTerm(left, right).Matches(row) == (left.Matches(row) || right.Matches(row))
            && new NotTerm(left).Matches(row) != left.Matches(row)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void States_known_beforehand_spare_tables()
    {
        Assert.Equal(1u << (int)TcpState.Established, SocketFilter.Parse("state established and dport = 1", Names).StatesOf(SocketKind.Tcp));
        Assert.Equal(0u, SocketFilter.Parse("state time-wait and state listening and dport = 1", Names).StatesOf(SocketKind.Udp) & (1u << (int)TcpState.Closed));
        Assert.Equal(0u, SocketFilter.Parse("dport = 1", Names).StatesOf(SocketKind.UnixStream));
        Assert.NotEqual(0u, SocketFilter.Parse("not dport = 1", Names).StatesOf(SocketKind.UnixStream));
    }
}
