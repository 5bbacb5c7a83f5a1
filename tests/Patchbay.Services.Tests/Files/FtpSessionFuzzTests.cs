using System.Net;
using System.Text.RegularExpressions;
using Patchbay.Services.Files;

namespace Patchbay.Services.Tests.Files;

/// <summary>Random sessions: any commands, any outcomes, in any order that the rules allow. A failure prints the seed that repeats it.</summary>
public partial class FtpSessionFuzzTests
{
    static readonly int Inputs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
    static readonly string[] Verbs = [.. FtpVerbs.All.Keys, "GET", "", "SITE", "ÄÖ"];

    static readonly string[] Arguments =
    [
        "", "x", "..", "/", "-la *", "/a/../b", "anonymous", "ann", "TLS", "0", "5", "99999999999999999999", "P", "C", "A", "I", "L 8", "S", "F", "ALL", "1", "2", "192,0,2,7,8,0", "192,0,2,8,8,0",
        "192,0,2,7,0,80", "|1|192.0.2.7|2048|", "|1|192.0.2.9|2048|", "|2|::1|2048|", "UTF8 ON", "MLST size;", "20200101000000 x", "a\"b", new('y', 300), "[", "x\ty", "\u202e",
    ];

    [Fact]
    public void Every_command_has_one_answer_and_no_session_does_what_it_may_not()
    {
        var (answered, transfers, upgrades) = (0, 0, 0);
        for (var seed = 0; answered < Inputs; seed++)
        {
            try
            {
                var run = new Run(seed);
                run.Play();
                answered += run.Steps;
                transfers += run.Transfers;
                upgrades += run.Upgrades;
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }

        // Sessions that never get anywhere would prove nothing.
        Assert.InRange(transfers, Inputs / 1000, Inputs);
        Assert.InRange(upgrades, Inputs / 1000, Inputs);
    }

    [GeneratedRegex(@"^(?:[1-5]\d\d [^\r\n]*\r\n|([1-5]\d\d)-[^\r\n]*\r\n(?: [^\r\n]*\r\n)*\1 [^\r\n]*\r\n)$")]
    private static partial Regex WellFormed();

    sealed class Run
    {
        readonly Random _random;
        readonly FtpSessionSettings _settings;
        readonly FtpSession _session;
        FtpAction? _waits;
        int _owed = 1, _replies;
        bool _isClosed;

        public Run(int seed)
        {
            _random = new Random(seed);
            _settings = new FtpSessionSettings
            {
                Peer = IPAddress.Parse("192.0.2.7"),
                AllowsAnonymous = _random.Next(2) == 0,
                RequiresTls = _random.Next(3) == 0,
                OffersTls = _random.Next(4) != 0,
                IsIPv6 = _random.Next(5) == 0,
            };
            _session = new FtpSession(_settings);
        }

        public int Steps { get; private set; }

        public int Transfers { get; private set; }

        public int Upgrades { get; private set; }

        public void Play()
        {
            Drain();
            var length = _random.Next(200);
            for (var i = 0; i < length && !_isClosed; i++, Steps++)
            {
                if (_waits is not null && _random.Next(3) != 0)
                {
                    Answer();
                }
                else
                {
                    Command();
                }

                Drain();
            }

            while (_waits is not null && !_isClosed)
            {
                Answer();
                Drain();
            }

            // A 421 that ends the session takes the place of whatever was still owed.
            if (!_isClosed)
            {
                Assert.Equal(_owed, _replies);
            }
        }

        void Command()
        {
            var startsTls = _waits is FtpAction.StartTls;
            if (!startsTls && !_session.WantsCommands)
            {
                return;
            }

            _owed += startsTls ? 0 : 1;

            // Half of the commands lead somewhere, the others anywhere.
            string[] forward = _session.IsLoggedIn ? ["EPSV ", "PORT 192,0,2,7,8,0", "RETR x", "STOR x", "LIST ", "PBSZ 0", "PROT P", "ABOR "] : ["USER ann", "PASS x", "USER anonymous", "PASS x", "AUTH TLS"];
            var line = _random.Next(2) == 0 ? forward[_random.Next(forward.Length)].Split(' ', 2) : [Verbs[_random.Next(Verbs.Length)], Arguments[_random.Next(Arguments.Length)]];
            _session.Receive(new FtpCommand(line[0], line[1], _random.Next(50) == 0 ? (FtpLineFault)_random.Next(3) : FtpLineFault.None));
        }

        void Answer()
        {
            var waits = _waits!;
            _waits = null;
            if (waits is FtpAction.StartTls)
            {
                Upgrades++;
            }

            if (waits is FtpAction.RunTransfer)
            {
                Transfers++;
            }

            _session.Complete(waits switch
            {
                FtpAction.CheckLogin => new FtpOutcome.LoggedIn(_random.Next(8) == 0 ? (LoginAnswer)_random.Next(4) : LoginAnswer.Accepted, TimeSpan.FromSeconds(1.5)),
                FtpAction.StartTls => new FtpOutcome.TlsStarted(),
                FtpAction.Listen => new FtpOutcome.Listening(_random.Next(5) == 0 ? null : new IPEndPoint(IPAddress.Loopback, _random.Next(65536))),
                FtpAction.UseFiles => _random.Next(3) == 0
                    ? new FtpOutcome.FileDone((FileFailure)_random.Next(1, 13), [])
                    : new FtpOutcome.FileDone(FileFailure.None, [new FileEntry("n\r\nx", _random.Next(2) == 0, _random.NextInt64(), DateTimeOffset.UnixEpoch, 0, true)]),
                FtpAction.PrepareTransfer => new FtpOutcome.TransferReady((TransferFailure)(_random.Next(3) == 0 ? _random.Next(7) : 0), (FileFailure)_random.Next(13), "n\nx", _random.NextInt64()),
                FtpAction.RunTransfer => new FtpOutcome.TransferEnded((TransferFailure)_random.Next(7), (FileFailure)_random.Next(13)),
                _ => throw new InvalidOperationException($"{waits}"),
            });
        }

        void Drain()
        {
            while (_session.TryTake(out var action))
            {
                Assert.False(_isClosed, $"{action} behind the end");
                switch (action)
                {
                    case FtpAction.Reply reply:
                        Assert.Matches(WellFormed(), reply.Text);
                        _replies += reply.Text[0] == '1' ? 0 : 1;
                        break;
                    case FtpAction.Close:
                        _isClosed = true;
                        break;
                    case FtpAction.CloseData or FtpAction.LogOut or FtpAction.AbortTransfer:
                        break;
                    default:
                        Assert.Null(_waits);
                        _waits = action;
                        Check(action);
                        break;
                }
            }
        }

        void Check(FtpAction action)
        {
            if (action is FtpAction.UseFiles or FtpAction.PrepareTransfer or FtpAction.Listen)
            {
                Assert.True(_session.IsLoggedIn, $"{action} before the login");
            }

            if (action is FtpAction.PrepareTransfer { Request.ConnectTo: { } to })
            {
                Assert.Equal(_settings.Peer, to.Address);
                Assert.InRange(to.Port, 1024, 65535);
            }

            if (action is FtpAction.StartTls)
            {
                Assert.True(_settings.OffersTls);

                // What was waiting is forgotten and has no answer.
                _owed = _replies;
            }
        }
    }
}
