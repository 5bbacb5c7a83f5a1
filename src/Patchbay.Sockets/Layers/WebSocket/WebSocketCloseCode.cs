namespace Patchbay.Sockets;

/// <summary>The status codes of Close frames that this side sends or tells apart (RFC 6455 section 7.4.1).</summary>
internal static class WebSocketCloseCode
{
    public const ushort Normal = 1000;
    public const ushort GoingAway = 1001;
    public const ushort ProtocolError = 1002;

    /// <summary>Never sent: stands for a Close frame without a code.</summary>
    public const ushort None = 1005;
    public const ushort InvalidPayload = 1007;
    public const ushort TooBig = 1009;

    /// <summary>May stand in a Close frame. 1004 to 1006 and 1015 may not; 1016 to 2999 are not given out; 3000 to 4999 belong to applications.</summary>
    public static bool IsValid(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    /// <summary>The peer has said all it wanted to say. Every other code is an error of some kind, an application's own ones included.</summary>
    public static bool IsOrderly(ushort code) => code is Normal or GoingAway or None;

    /// <summary>The code in words, or nothing for those without a meaning of their own.</summary>
    public static string Describe(ushort code) => code switch
    {
        Normal => "normal closure",
        GoingAway => "going away",
        ProtocolError => "protocol error",
        1003 => "unsupported data",
        None => "no code",
        InvalidPayload => "invalid payload",
        1008 => "policy violation",
        TooBig => "message too big",
        1010 => "extension missing",
        1011 => "internal error",
        1012 => "service restart",
        1013 => "try again later",
        1014 => "bad gateway",
        _ => "",
    };
}
