using Mistakes;

// Small programs with one mistake each, in C#: the others are in tests/Corpus.
(string Name, Action Run)[] programs =
[
    ("04-close-wait", CloseWait.Run),
    ("06-nagle", Nagle.Run),
    ("07-linger-zero", LingerZero.Run),
    ("08-end-of-stream", EndOfStream.Run),
];
if (args is not [var wanted] || Array.Find(programs, program => program.Name == wanted) is not { Run: { } run })
{
    Console.Error.WriteLine($"Mistakes {string.Join('|', programs.Select(static program => program.Name))}");
    return 2;
}

run();
return 0;
