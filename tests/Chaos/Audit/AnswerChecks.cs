using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>Every repeat of a request against its first answer.</summary>
internal static class AnswerChecks
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var operation in history.Operations)
        {
            var answers = operation.Answers;
            var found = operation.Kind switch
            {
                OperationKind.Read => CheckRead(operation, answers),
                OperationKind.ReuseKey => CheckReuse(operation, answers),
                _ => CheckRepeats(operation, answers),
            };
            foreach (var violation in found)
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<Violation> CheckRead(Operation operation, IReadOnlyList<Answer> answers) =>
        answers.Where(answer => answer.Status != 200)
            .Select(answer => new Violation(
                Promise.OrderKept, $"{operation} was answered {answer.Status}: {answer.Body}"));

    private static IEnumerable<Violation> CheckReuse(Operation operation, IReadOnlyList<Answer> answers) =>
        answers.Where(answer => answer.Status != 422)
            .Select(answer => new Violation(
                Promise.SameAnswer,
                $"{operation} reuses a key and was answered {answer.Status}: {answer.Body}"));

    private static IEnumerable<Violation> CheckRepeats(Operation operation, IReadOnlyList<Answer> answers)
    {
        foreach (var answer in answers.Skip(1))
        {
            if (answer.Status != answers[0].Status || answer.Body != answers[0].Body)
            {
                yield return new(
                    Promise.SameAnswer,
                    $"{operation} was answered {answers[0].Status} {answers[0].Body} and later "
                    + $"{answer.Status} {answer.Body}");
            }
        }

        // Side by side, either may have been first; one at most says that it is no repeat.
        if (answers.Count(answer => !answer.Replayed) > 1)
        {
            yield return new(
                Promise.SameAnswer, $"{operation} was carried out more than once, by its own answers");
        }

        if (answers.FirstOrDefault(answer => answer.Status is 400 or 403 or 404 or 422) is { } refused)
        {
            yield return new(
                Promise.NotContradicted,
                $"{operation} is right and was refused: {refused.Status} {refused.Body}");
        }
    }
}
