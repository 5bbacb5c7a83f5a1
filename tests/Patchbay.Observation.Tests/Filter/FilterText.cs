using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Filter;

/// <summary>Writes a term as a filter, fully in parentheses.</summary>
static class FilterText
{
    public static string Of(FilterTerm term) => term switch
    {
        AndTerm and => $"({Of(and.Left)} and {Of(and.Right)})",
        OrTerm or => $"({Of(or.Left)} || {Of(or.Right)})",
        NotTerm not => $"not {Of(not.Term)}",
        StateTerm state => "(" + string.Join(' ', Enum.GetValues<TcpState>().Where(one => (state.States & (1u << (int)one)) != 0).Select(one => $"state {Word(one)}")) + ")",
        PortTerm { From: 0 } port => $"{(port.Local ? "sport" : "dport")} <= {port.To}",
        PortTerm { To: ushort.MaxValue } port => $"{(port.Local ? "sport" : "dport")} ge :{port.From}",
        PortTerm port => $"{(port.Local ? "sport" : "dport")} = {port.From}-{port.To}",
        HostTerm host => $"{(host.Local ? "src" : "dst")} [{host.Prefix}]/{host.Length}{(host.Port is null ? "" : $":{host.Port}")}",
        AnyHostTerm => "dst *",
        DeviceTerm device => $"dev = {device.Interface}",
        MarkTerm mark => $"fwmark = 0x{mark.Mark:x}/0x{mark.Mask:x}",
        UserTerm user => $"user = {user.User}",
        ScopeTerm scope => $"scope {scope.Scope}",
        ProcessTerm process => $"process = '{process.Name}'",
        NameTerm name => $"src 'unix:{name.Pattern}'",
        AutoBoundTerm => "autobound",
        _ => throw new ArgumentOutOfRangeException(nameof(term)),
    };

    static string Word(TcpState state) => StateTerm.Words.First(word => word.Value == 1u << (int)state).Key;
}
