using System.Collections.Frozen;

namespace Patchbay.Services.Files;

/// <summary>The commands there are: who may give them, whether they need an argument, and who obeys them.</summary>
static class FtpVerbs
{
    /// <summary>One command.</summary>
    /// <param name="Obey">Does it.</param>
    /// <param name="NeedsLogin">Only for who is logged in.</param>
    /// <param name="NeedsArgument">An empty argument is an error.</param>
    public readonly record struct Verb(Action<FtpSession, string> Obey, bool NeedsLogin, bool NeedsArgument);

    /// <summary>By name. The X forms are those of RFC 775, which old clients send.</summary>
    public static FrozenDictionary<string, Verb> All { get; } = new Dictionary<string, Verb>
    {
        ["USER"] = Open(static (session, name) => session.User(name), needsArgument: true),
        ["PASS"] = Open(static (session, password) => session.Pass(password)),
        ["ACCT"] = Open(static (session, _) => session.Say(202, "ACCT is superfluous here.")),
        ["REIN"] = Open(static (session, _) => session.Reinitialize()),
        ["QUIT"] = Open(static (session, _) => session.Quit()),
        ["AUTH"] = Open(static (session, mechanism) => session.Auth(mechanism), needsArgument: true),
        ["PBSZ"] = Open(static (session, size) => session.ProtectionBuffer(size), needsArgument: true),
        ["PROT"] = Open(static (session, level) => session.Protection(level), needsArgument: true),
        ["CCC"] = Open(static (session, _) => session.Say(533, "The control connection stays protected.")),
        ["FEAT"] = Open(static (session, _) => session.Features()),
        ["OPTS"] = Open(static (session, option) => session.Options(option), needsArgument: true),
        ["SYST"] = Open(static (session, _) => session.Say(215, "UNIX Type: L8")),
        ["NOOP"] = Open(static (session, _) => session.Say(200, "NOOP ok.")),
        ["HELP"] = Open(static (session, verb) => session.Help(verb)),
        ["CLNT"] = Open(static (session, _) => session.Say(200, "Noted.")),
        ["STAT"] = Closed(static (session, path) => session.Status(path)),
        ["ALLO"] = Closed(static (session, _) => session.Say(202, "ALLO is not needed here.")),
        ["TYPE"] = Closed(static (session, type) => session.Type(type), needsArgument: true),
        ["MODE"] = Closed(static (session, mode) => session.Mode(mode), needsArgument: true),
        ["STRU"] = Closed(static (session, structure) => session.Structure(structure), needsArgument: true),
        ["PASV"] = Closed(static (session, _) => session.Passive()),
        ["EPSV"] = Closed(static (session, family) => session.ExtendedPassive(family)),
        ["PORT"] = Closed(static (session, address) => session.Port(address), needsArgument: true),
        ["EPRT"] = Closed(static (session, address) => session.ExtendedPort(address), needsArgument: true),
        ["REST"] = Closed(static (session, offset) => session.Restart(offset), needsArgument: true),
        ["RETR"] = Closed(static (session, path) => session.Transfer(TransferKind.Retrieve, path), needsArgument: true),
        ["STOR"] = Closed(static (session, path) => session.Transfer(TransferKind.Store, path), needsArgument: true),
        ["APPE"] = Closed(static (session, path) => session.Transfer(TransferKind.Append, path), needsArgument: true),
        ["STOU"] = Closed(static (session, path) => session.Transfer(TransferKind.StoreUnique, path.Length > 0 ? path : "upload")),
        ["LIST"] = Closed(static (session, path) => session.Listing(TransferKind.List, path)),
        ["NLST"] = Closed(static (session, path) => session.Listing(TransferKind.Names, path)),
        ["MLSD"] = Closed(static (session, path) => session.Transfer(TransferKind.Facts, path)),
        ["MLST"] = Closed(static (session, path) => session.Facts(path)),
        ["ABOR"] = Closed(static (session, _) => session.AbortNothing()),
        ["SIZE"] = Closed(static (session, path) => session.Size(path), needsArgument: true),
        ["MDTM"] = Closed(static (session, path) => session.ModificationTime(path), needsArgument: true),
        ["MFMT"] = Closed(static (session, argument) => session.SetModificationTime(argument), needsArgument: true),
        ["CWD"] = Closed(static (session, path) => session.ChangeDirectory(path), needsArgument: true),
        ["CDUP"] = Closed(static (session, _) => session.ChangeDirectory("..")),
        ["PWD"] = Closed(static (session, _) => session.PrintDirectory()),
        ["MKD"] = Closed(static (session, path) => session.MakeDirectory(path), needsArgument: true),
        ["RMD"] = Closed(static (session, path) => session.RemoveDirectory(path), needsArgument: true),
        ["DELE"] = Closed(static (session, path) => session.Delete(path), needsArgument: true),
        ["RNFR"] = Closed(static (session, path) => session.RenameFrom(path), needsArgument: true),
        ["RNTO"] = Closed(static (session, path) => session.RenameTo(path), needsArgument: true),
        ["XCWD"] = Closed(static (session, path) => session.ChangeDirectory(path), needsArgument: true),
        ["XCUP"] = Closed(static (session, _) => session.ChangeDirectory("..")),
        ["XPWD"] = Closed(static (session, _) => session.PrintDirectory()),
        ["XMKD"] = Closed(static (session, path) => session.MakeDirectory(path), needsArgument: true),
        ["XRMD"] = Closed(static (session, path) => session.RemoveDirectory(path), needsArgument: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static Verb Open(Action<FtpSession, string> obey, bool needsArgument = false) => new(obey, NeedsLogin: false, needsArgument);

    static Verb Closed(Action<FtpSession, string> obey, bool needsArgument = false) => new(obey, NeedsLogin: true, needsArgument);
}
