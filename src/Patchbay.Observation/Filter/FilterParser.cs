using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Reads filters. From weak to strong: <c>or</c>, <c>and</c> (also nothing at all between two terms), <c>not</c>; signs as in C. Several <c>state</c> and <c>exclude</c> in a row are
/// one set of states, as ss(8) has it.
/// </summary>
/// <param name="text">The filter.</param>
/// <param name="names">What names stand for.</param>
sealed class FilterParser(string text, IFilterNames names)
{
    const int MostCharacters = 4096;
    const int MostDepth = 64;

    static readonly string[] Joints = ["and", "or", "not"];

    readonly FilterTermParser _terms = new(text, names);
    List<FilterToken> _tokens = [];
    int _at;
    int _depth;

    FilterToken Next => _tokens[_at];

    public FilterTerm Parse()
    {
        if (text.Length > MostCharacters)
        {
            throw new FilterFormatException(text, MostCharacters, $"the filter is longer than {MostCharacters} characters", "Split it, or use a prefix in place of many addresses.");
        }

        _tokens = FilterLexer.Cut(text);
        if (Next.IsEnd)
        {
            throw new FilterFormatException(text, 0, "the filter is empty", "For example: state established and dport = 443");
        }

        var term = ParseOr();
        return Next.IsEnd ? term : throw Unexpected();
    }

    FilterTerm ParseOr()
    {
        var left = ParseAnd();
        while (TakeJoint("or", "|", "||"))
        {
            left = new OrTerm(left, ParseAnd());
        }

        return left;
    }

    FilterTerm ParseAnd()
    {
        var left = ParseNot();
        while (TakeJoint("and", "&", "&&") || BeginsTerm(Next))
        {
            left = new AndTerm(left, ParseNot());
        }

        return left;
    }

    FilterTerm ParseNot()
    {
        if (++_depth > MostDepth)
        {
            throw new FilterFormatException(text, Next.Column, $"more than {MostDepth} parentheses and nots lie within one another", "Write it flatter.");
        }

        FilterTerm term;
        if (TakeJoint("not", "!", "!"))
        {
            term = new NotTerm(ParseNot());
        }
        else if (Next.Is("("))
        {
            var opening = Next.Column;
            _at++;
            term = ParseOr();
            if (!Next.Is(")"))
            {
                throw Next.IsEnd ? new FilterFormatException(text, opening, "the parenthesis is never closed", "Close it with ).") : Unexpected();
            }

            _at++;
        }
        else
        {
            term = ParseTerm();
        }

        _depth--;
        return term;
    }

    FilterTerm ParseTerm()
    {
        if (!Next.IsWord || Array.Exists(Joints, joint => IsWord(Next, joint)))
        {
            throw Unexpected();
        }

        return IsWord(Next, "state") || IsWord(Next, "exclude") ? ParseStates() : _terms.Parse(_tokens, ref _at);
    }

    // "state a state b exclude c": what one is named by state, less what exclude names; without a state, all less those.
    StateTerm ParseStates()
    {
        var (named, excluded, isNamed) = (0u, 0u, false);
        while (IsWord(Next, "state") || IsWord(Next, "exclude"))
        {
            var isState = IsWord(Next, "state");
            _at++;
            FilterTermParser.TakeEquals(_tokens, ref _at);
            if (!Next.IsWord || !StateTerm.Words.TryGetValue(Next.Text, out var states))
            {
                throw new FilterFormatException(text, Next.Column, Next.IsWord ? $"'{Next.Text}' is no state" : "a state is missing here",
                    Suggestion.For(Next.Text, StateTerm.Words.Keys) is { } near ? $"Did you mean '{near}'?" : "There are established, listening, time-wait …, and the groups connected, synchronized, bucket, big, all.");
            }

            _at++;
            named |= isState ? states : 0;
            excluded |= isState ? 0 : states;
            isNamed |= isState;
        }

        return new StateTerm((isNamed ? named : StateTerm.Words["all"]) & ~excluded);
    }

    static bool BeginsTerm(FilterToken token) =>
        token.Is("(") || token.Is("!") || (token.IsWord && !IsWord(token, "or") && !IsWord(token, "and"));

    bool TakeJoint(string word, string sign, string doubled)
    {
        if (IsWord(Next, word) || Next.Is(sign) || Next.Is(doubled))
        {
            _at++;
            return true;
        }

        return false;
    }

    FilterFormatException Unexpected() => Next.IsEnd
        ? new(text, Next.Column, "the filter ends where a condition must follow", "For example: dport = 443")
        : new(text, Next.Column, $"'{Next.Text}' cannot stand here", "A condition is, for example, dport = 443; they are joined by and, or, not and parentheses.");

    static bool IsWord(FilterToken token, string word) => token.IsWord && token.Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
