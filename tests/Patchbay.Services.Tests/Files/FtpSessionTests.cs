using System.Net;
using Patchbay.Services.Files;

namespace Patchbay.Services.Tests.Files;

public class FtpSessionTests
{
    static readonly FtpOutcome Ready = new FtpOutcome.TransferReady(TransferFailure.None, FileFailure.None, "x", 5);
    static readonly FtpOutcome Whole = new FtpOutcome.TransferEnded(TransferFailure.None, FileFailure.None);

    [Fact]
    public void Before_the_login_nothing_about_files_is_obeyed()
    {
        var arena = new FtpSessionArena();
        foreach (var command in new[] { "LIST", "RETR x", "STOR x", "PASV", "PORT 192,0,2,7,8,0", "CWD /", "DELE x", "STAT /", "SIZE x", "MKD x", "RNFR x", "TYPE I", "MLST x" })
        {
            Assert.Equal("530 Please login with USER and PASS.", arena.Say(command));
        }

        Assert.Empty(arena.Actions);
        Assert.Equal("503 Login with USER first.", arena.Say("PASS x"));
        Assert.Equal("215 UNIX Type: L8", arena.Say("SYST"));
    }

    [Fact]
    public void A_login_that_fails_three_times_ends_the_connection()
    {
        var arena = new FtpSessionArena();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("331 Please specify the password.", arena.Say("USER ann"));
            arena.Say("PASS wrong");
            Assert.Equal("530 Login incorrect.", arena.Answer(new FtpOutcome.LoggedIn(LoginAnswer.Wrong)));
        }

        arena.Say("USER ann");
        arena.Say("PASS wrong");
        Assert.Equal("421 Too many failed logins.", arena.Answer(new FtpOutcome.LoggedIn(LoginAnswer.Wrong)));
        Assert.IsType<FtpAction.Close>(arena.Actions[^1]);
        Assert.Equal("", arena.Say("USER ann"));
    }

    [Fact]
    public void A_refused_address_is_told_when_to_come_again()
    {
        var arena = new FtpSessionArena();
        arena.Say("USER ann");
        arena.Say("PASS x");
        Assert.Equal("421 Too many failed logins; try again in 90 s.", arena.Answer(new FtpOutcome.LoggedIn(LoginAnswer.Refused, TimeSpan.FromSeconds(90))));
    }

    [Fact]
    public void The_password_is_in_no_text_of_the_action()
    {
        var arena = new FtpSessionArena();
        arena.Say("USER ann");
        arena.Say("PASS secret");
        Assert.DoesNotContain("secret", Assert.Single(arena.Actions).ToString());
    }

    [Fact]
    public void Where_TLS_is_required_no_password_is_taken_before_it_and_no_data_without_it()
    {
        var arena = new FtpSessionArena(new FtpSessionSettings { Peer = FtpSessionArena.Peer, RequiresTls = true, AllowsAnonymous = true });
        Assert.StartsWith("530 ", arena.Say("USER ann"));
        Assert.StartsWith("503 ", arena.Say("PASS x"));
        Assert.StartsWith("331 ", arena.Say("USER anonymous"));
        Assert.StartsWith("234 ", arena.Say("AUTH TLS"));
        Assert.Equal("", arena.Answer(new FtpOutcome.TlsStarted()));
        arena.LogIn();
        arena.Say("EPSV");
        arena.Answer(new FtpOutcome.Listening(new IPEndPoint(IPAddress.Loopback, 2122)));
        Assert.StartsWith("522 ", arena.Say("LIST"));
        Assert.Equal("200 PBSZ set to 0.", arena.Say("PBSZ 0"));
        Assert.Equal("200 PROT now Private.", arena.Say("PROT P"));
        arena.Say("LIST");
        Assert.True(Assert.IsType<FtpAction.PrepareTransfer>(arena.Actions[^1]).Request.IsProtected);
    }

    [Fact]
    public void Commands_put_behind_AUTH_TLS_are_never_obeyed()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        arena.Say("CWD somewhere");
        arena.Say("AUTH TLS");
        arena.Say("DELE x");
        arena.Actions.Clear();
        Assert.StartsWith("250 Directory successfully changed.\n234", arena.Answer(FtpSessionArena.Found(isDirectory: true)));
        arena.Say("DELE y");
        Assert.Equal("", arena.Answer(new FtpOutcome.TlsStarted()));
        Assert.DoesNotContain(arena.Actions, action => action is FtpAction.UseFiles);
        Assert.False(arena.Session.IsLoggedIn);
        Assert.Equal("530 Please login with USER and PASS.", arena.Say("PWD"));
        Assert.Equal("503 The connection is under TLS already.", arena.Say("AUTH TLS"));
        Assert.Equal("533 The control connection stays protected.", arena.Say("CCC"));
    }

    [Fact]
    public void PROT_needs_PBSZ_and_PBSZ_needs_TLS()
    {
        var arena = new FtpSessionArena();
        Assert.StartsWith("503 ", arena.Say("PBSZ 0"));
        Assert.StartsWith("503 ", arena.Say("PROT P"));
        Assert.StartsWith("504 ", arena.Say("AUTH KERBEROS_V4"));
        arena.Say("AUTH TLS");
        arena.Answer(new FtpOutcome.TlsStarted());
        Assert.StartsWith("503 ", arena.Say("PROT P"));
        arena.Say("PBSZ 0");
        Assert.StartsWith("536 ", arena.Say("PROT E"));
        Assert.StartsWith("504 ", arena.Say("PROT X"));
        Assert.StartsWith("200 ", arena.Say("PROT C"));
    }

    [Fact]
    public void A_download_is_announced_with_its_size_and_ends_with_226()
    {
        var arena = new FtpSessionArena();
        arena.Passive();
        Assert.Equal("", arena.Say("RETR x"));
        Assert.Equal("150 Opening BINARY mode data connection for x (5 bytes).", arena.Answer(Ready));
        Assert.Equal("226 Transfer complete.", arena.Answer(Whole));
        Assert.Equal("425 Use PORT or PASV first.", arena.Say("RETR x"));
    }

    [Fact]
    public void A_transfer_that_breaks_tells_how()
    {
        Check(Ready, new FtpOutcome.TransferEnded(TransferFailure.Network, FileFailure.None), "426 ");
        Check(Ready, new FtpOutcome.TransferEnded(TransferFailure.Stalled, FileFailure.None), "426 ");
        Check(Ready, new FtpOutcome.TransferEnded(TransferFailure.File, FileFailure.NoSpace), "452 ");
        Check(Ready, new FtpOutcome.TransferEnded(TransferFailure.Tls, FileFailure.None), "522 ");
        Check(new FtpOutcome.TransferReady(TransferFailure.File, FileFailure.NotFound, "", null), null, "550 No such file or directory.");
        Check(new FtpOutcome.TransferReady(TransferFailure.File, FileFailure.BeyondEnd, "", null), null, "554 ");
        Check(new FtpOutcome.TransferReady(TransferFailure.File, FileFailure.Busy, "", null), null, "450 ");
        Check(new FtpOutcome.TransferReady(TransferFailure.NoConnection, FileFailure.None, "", null), null, "425 ");

        static void Check(FtpOutcome ready, FtpOutcome? ended, string expected)
        {
            var arena = new FtpSessionArena();
            arena.Passive();
            arena.Say("RETR x");
            var reply = arena.Answer(ready);
            Assert.StartsWith(expected, ended is null ? reply : arena.Answer(ended));
        }
    }

    [Fact]
    public void ABOR_is_answered_behind_the_transfer_that_it_ends()
    {
        var arena = new FtpSessionArena();
        Assert.StartsWith("530", arena.Say("ABOR"));
        arena.Passive();
        arena.Say("RETR x");
        arena.Answer(Ready);
        arena.Actions.Clear();
        Assert.Equal("", arena.Say("PWD"));
        Assert.Equal("", arena.Say("ABOR"));
        Assert.IsType<FtpAction.AbortTransfer>(Assert.Single(arena.Actions));
        Assert.Equal("426 Transfer aborted. Data connection closed.\n226 ABOR successful.\n257 \"/\" is the current directory",
            arena.Answer(new FtpOutcome.TransferEnded(TransferFailure.Aborted, FileFailure.None)));
        Assert.Equal("225 No transfer to ABOR.", arena.Say("ABOR"));
    }

    [Fact]
    public void ABOR_sent_twice_is_answered_twice()
    {
        var arena = new FtpSessionArena();
        arena.Passive();
        arena.Say("RETR x");
        arena.Answer(Ready);
        arena.Say("ABOR");
        arena.Say("ABOR");
        Assert.Equal("226 Transfer complete.\n226 ABOR successful.\n226 ABOR successful.", arena.Answer(Whole));
    }

    [Fact]
    public void STAT_tells_of_a_transfer_while_it_runs()
    {
        var arena = new FtpSessionArena();
        arena.Passive();
        arena.Say("RETR x");
        arena.Answer(Ready);
        Assert.Equal("211-Status:\n Retrieve /x: 0 bytes so far\n211 End of status", arena.Say("STAT"));
        Assert.Equal("226 Transfer complete.", arena.Answer(Whole));
    }

    [Theory]
    [InlineData("PORT 192,0,2,8,8,0")]
    [InlineData("PORT 192,0,2,7,3,255")]
    [InlineData("PORT 127,0,0,1,31,64")]
    [InlineData("PORT nonsense")]
    [InlineData("EPRT |1|192.0.2.8|2048|")]
    [InlineData("EPRT |1|192.0.2.7|1023|")]
    [InlineData("EPRT |2|::1|2048|")]
    public void Active_mode_goes_to_the_client_and_to_no_port_of_a_service(string command)
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        Assert.Equal($"500 Illegal {command[..4]} command.", arena.Say(command));
        Assert.Equal("425 Use PORT or PASV first.", arena.Say("LIST"));
        Assert.Empty(arena.Actions);

        // The twin.
        Assert.Equal("200 PORT command successful. Consider using PASV.", arena.Say("PORT 192,0,2,7,8,0"));
        arena.Say("LIST");
        Assert.Equal(new IPEndPoint(FtpSessionArena.Peer, 2048), Assert.IsType<FtpAction.PrepareTransfer>(arena.Actions[^1]).Request.ConnectTo);
    }

    [Fact]
    public void After_EPSV_ALL_there_is_only_EPSV()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        Assert.Equal("200 EPSV ALL ok.", arena.Say("EPSV ALL"));
        Assert.StartsWith("501", arena.Say("PASV"));
        Assert.StartsWith("501", arena.Say("PORT 192,0,2,7,8,0"));
        Assert.StartsWith("522 Network protocol not supported, use (1).", arena.Say("EPSV 2"));
        arena.Say("EPSV 1");
        Assert.Equal("229 Entering Extended Passive Mode (|||2122|)", arena.Answer(new FtpOutcome.Listening(new IPEndPoint(IPAddress.Loopback, 2122))));
    }

    [Fact]
    public void PASV_without_a_free_port_and_over_IPv6_is_refused()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        arena.Say("PASV");
        Assert.StartsWith("425 ", arena.Answer(new FtpOutcome.Listening(null)));
        arena = new FtpSessionArena(new FtpSessionSettings { Peer = IPAddress.IPv6Loopback, IsIPv6 = true });
        arena.LogIn();
        Assert.StartsWith("425 ", arena.Say("PASV"));
        arena.Say("EPSV");
        Assert.IsType<FtpAction.Listen>(arena.Actions[^1]);
    }

    [Fact]
    public void REST_is_for_the_next_transfer_alone_and_not_for_ASCII()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        Assert.StartsWith("501 ", arena.Say("REST 5"));
        Assert.Equal("350 Restart position accepted (0).", arena.Say("REST 0"));
        Assert.StartsWith("501 ", arena.Say("REST -1"));
        arena.Say("TYPE I");
        Assert.Equal("350 Restart position accepted (5).", arena.Say("REST 5"));
        arena.Say("PASV");
        arena.Answer(new FtpOutcome.Listening(new IPEndPoint(IPAddress.Loopback, 2122)));
        arena.Say("RETR x");
        Assert.Equal(5, Assert.IsType<FtpAction.PrepareTransfer>(arena.Actions[^1]).Request.Offset);
        arena.Answer(Ready);
        arena.Answer(Whole);
        arena.Say("PASV");
        arena.Answer(new FtpOutcome.Listening(new IPEndPoint(IPAddress.Loopback, 2122)));
        arena.Say("RETR x");
        Assert.Equal(0, Assert.IsType<FtpAction.PrepareTransfer>(arena.Actions[^1]).Request.Offset);
    }

    [Fact]
    public void RNTO_stands_right_behind_RNFR()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        Assert.Equal("503 RNFR required first.", arena.Say("RNTO y"));
        arena.Say("RNFR x");
        Assert.Equal("350 Ready for RNTO.", arena.Answer(FtpSessionArena.Found()));
        arena.Say("NOOP");
        Assert.Equal("503 RNFR required first.", arena.Say("RNTO y"));
        arena.Say("RNFR x");
        arena.Answer(FtpSessionArena.Found());
        arena.Say("RNTO y");
        Assert.Equal("250 Rename successful.", arena.Answer(FtpSessionArena.Failed(FileFailure.None)));
    }

    [Fact]
    public void Commands_about_files_answer_as_clients_expect()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        Assert.Equal("257 \"/\" is the current directory", arena.Say("PWD"));
        arena.Say("CWD a b");
        Assert.Equal("250 Directory successfully changed.", arena.Answer(FtpSessionArena.Found(isDirectory: true)));
        Assert.Equal("257 \"/a b\" is the current directory", arena.Say("XPWD"));
        arena.Say("CWD x");
        Assert.Equal("550 Not a directory.", arena.Answer(FtpSessionArena.Found()));
        arena.Say("MKD q\"q");
        Assert.Equal("257 \"/a b/q\"\"q\" created", arena.Answer(FtpSessionArena.Failed(FileFailure.None)));
        Assert.StartsWith("550 ", arena.Say("SIZE x"));
        arena.Say("TYPE I");
        arena.Say("SIZE x");
        Assert.Equal("213 5", arena.Answer(FtpSessionArena.Found()));
        arena.Say("MDTM x");
        Assert.Equal("213 20261121060835", arena.Answer(FtpSessionArena.Found()));
        arena.Say("MFMT 20200101000000 x");
        Assert.Equal("213 Modify=20200101000000; /a b/x", arena.Answer(FtpSessionArena.Failed(FileFailure.None)));
        arena.Say("DELE x");
        Assert.Equal("550 Permission denied.", arena.Answer(FtpSessionArena.Failed(FileFailure.Denied)));
        arena.Say("MLST x");
        Assert.Equal("250-Listing /a b/x\n type=file;size=5;modify=20261121060835;perm=adfrw;UNIX.mode=0644; /a b/x\n250 End", arena.Answer(FtpSessionArena.Found()));
    }

    [Fact]
    public void FEAT_tells_what_there_is_indented_by_a_space()
    {
        Assert.Equal("211-Features:\n AUTH TLS\n PBSZ\n PROT\n EPRT\n EPSV\n MDTM\n MFMT\n MLST type*;size*;modify*;perm*;UNIX.mode*;\n REST STREAM\n SIZE\n TVFS\n UTF8\n211 End", new FtpSessionArena().Say("FEAT"));
        Assert.DoesNotContain("TLS", new FtpSessionArena(new FtpSessionSettings { OffersTls = false }).Say("FEAT"));
    }

    [Fact]
    public void LIST_takes_flags_and_patterns_apart()
    {
        var arena = new FtpSessionArena();
        arena.Passive();
        arena.Say("LIST -la /pub/*.txt");
        var request = Assert.IsType<FtpAction.PrepareTransfer>(arena.Actions[^1]).Request;
        Assert.Equal(("/pub", "*.txt"), (request.Path.ToString(), request.Pattern));
    }

    [Fact]
    public void Lines_that_are_no_commands_end_the_connection_after_a_while()
    {
        var arena = new FtpSessionArena();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("500 Unknown command.", arena.Say("GET / HTTP/1.1"));
        }

        Assert.Equal("421 Too many bad commands.", arena.Say("GET / HTTP/1.1"));
        Assert.IsType<FtpAction.Close>(arena.Actions[^1]);
    }

    [Fact]
    public void REIN_forgets_the_user_and_their_data_connection()
    {
        var arena = new FtpSessionArena();
        arena.Passive();
        Assert.Equal("220 Service ready for new user.", arena.Say("REIN"));
        Assert.Equal([typeof(FtpAction.CloseData), typeof(FtpAction.LogOut)], arena.Actions.Select(action => action.GetType()));
        Assert.StartsWith("530", arena.Say("LIST"));
    }

    [Fact]
    public void More_commands_than_may_wait_are_not_wanted()
    {
        var arena = new FtpSessionArena();
        arena.LogIn();
        arena.Say("CWD x");
        for (var i = 0; i < FtpSession.MostWaiting; i++)
        {
            Assert.True(arena.Session.WantsCommands);
            arena.Say("NOOP");
        }

        Assert.False(arena.Session.WantsCommands);
        Assert.Equal(FtpSession.MostWaiting + 1, arena.Answer(FtpSessionArena.Found(isDirectory: true)).Split('\n').Length);
        Assert.True(arena.Session.WantsCommands);
    }
}
